import { describe, expect, it } from 'vitest'
import type { LinkEnd } from '../../src/resources/thunderbolt-link/inputs.js'
import { thunderboltLink } from '../../src/resources/thunderbolt-link/thunderbolt-link.js'
import { PAIR } from '../sim/lab.js'
import { Stage } from './stage.js'
import { claimAll, tellStory } from './story.js'

const ends: [LinkEnd, LinkEnd] = [
  { mac: 'studio-1', receptacle: 2 },
  { mac: 'studio-2', receptacle: 2 },
]

// One plug is in the wrong receptacle from the start; later somebody borrows the cable.
tellStory({
  world: { ...PAIR, cables: ['studio-1:2 <-> studio-2:3'] },
  kind: thunderboltLink,
  inputs: { needs: [], ends, minimumGbps: 80, declared: [ends] },
  atFirst: ['ends'],
  person: {
    orders: [{ mac: 'studio-2', hands: 'move a plug' }],
    hands: (stage) => stage.bench.sim.hands.move('studio-2:3', 'studio-2:2'),
  },
  drift: {
    by: (stage) => stage.bench.sim.hands.unplug('studio-1:2'),
    shows: ['ends'],
    person: {
      orders: [{ mac: 'studio-1', hands: 'plug a cable' }],
      hands: (stage) => stage.bench.sim.hands.plug('studio-1:2', 'studio-2:2'),
    },
  },
})

describe('the work orders of a lab of three Macs', { timeout: 60_000 }, () => {
  it('are one visit: done as they say, every link stands', async () => {
    const world = {
      lab: 'bench',
      seed: 9,
      macs: { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14' }, 'book-1': { model: 'Mac17,7' } },
      cables: ['studio-1:2 <-> studio-2:4', 'studio-2:3 <-> book-1:1'],
    }
    const end = (mac: string, receptacle: number): LinkEnd => ({ mac, receptacle })
    const declared: [LinkEnd, LinkEnd][] = [
      [end('studio-1', 2), end('studio-2', 2)],
      [end('studio-2', 3), end('book-1', 2)],
      [end('book-1', 3), end('studio-1', 3)],
    ]
    const links = declared.map((both) => ({ needs: [], ends: both, minimumGbps: 80, declared }))
    const stage = await Stage.open(world)
    try {
      await claimAll(stage, world)
      const orders = []
      for (const link of links) orders.push(...(await stage.settle(thunderboltLink, link)).workOrders)
      expect(orders.map(({ hands, move }) => [hands, move?.plug, move?.to])).toEqual([
        ['move a plug', end('studio-2', 4), end('studio-2', 2)],
        ['move a plug', end('book-1', 1), end('book-1', 2)],
        ['plug a cable', end('book-1', 3), end('studio-1', 3)],
      ])
      const text = (at: LinkEnd | null | undefined) => `${at?.mac}:${at?.receptacle}`
      for (const { hands, move } of orders) {
        const [from, to] = [text(move?.plug), text(move?.to)]
        if (hands === 'plug a cable') await stage.bench.sim.hands.plug(from, to)
        else await stage.bench.sim.hands.move(from, to)
      }
      for (const link of links) expect((await stage.settle(thunderboltLink, link)).ready.state).toBe('ready')
    } finally {
      await stage.close()
    }
  })
})
