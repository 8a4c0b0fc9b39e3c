import { describe, expect, it } from 'vitest'
import type { LinkEnd } from '../../src/resources/thunderbolt-link/inputs.js'
import { thunderboltLink } from '../../src/resources/thunderbolt-link/thunderbolt-link.js'
import { cablingOf } from '../../src/resources/thunderbolt-link/cabling.js'
import { leastMoves, type Move } from '../../src/resources/thunderbolt-link/moves.js'
import { visits } from '../../src/report/work-orders.js'
import type { SlowCable } from '../../src/sim/new-world.js'
import type { Device } from '../../src/sim/world.js'
import { follow } from '../moves/follow.js'
import { PAIR } from '../sim/lab.js'
import { disk, hub } from '../sim/tools/thunderbolt-worlds.js'
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

const end = (mac: string, receptacle: number): LinkEnd => ({ mac, receptacle })

// Every sort of mistake at once, each on other links: what `npm run moves` proves on bare worlds, through SSH.
describe('the work orders of a lab of four Macs', { timeout: 120_000 }, () => {
  it.each<[string, (string | SlowCable)[], Record<string, Device>, string[]]>([
    [
      'a plug in a wrong receptacle, a cable too many where one is missing, and one more missing',
      ['a:1 <-> b:3', 'b:2 <-> c:1', 'a:4 <-> d:4'],
      {},
      ['move', 'move', 'move', 'plug in'],
    ],
    [
      'two crossed cables and a slow one',
      ['a:1 <-> c:1', 'b:2 <-> b:1', { between: 'c:2 <-> d:1', gbps: 40 }, 'd:2 <-> a:2'],
      {},
      ['exchange', 'move', 'take away', 'plug in'],
    ],
    [
      'a hub in the way, and a disk where a cable goes',
      ['a:1 <-> hub:1', 'hub:2 <-> b:1', 'b:2 <-> disk:1', 'c:1 <-> d:4', 'c:2 <-> d:1', 'd:2 <-> a:2'],
      { hub, disk },
      ['take away', 'take away', 'take away', 'move', 'plug in'],
    ],
  ])('are done as the sheet says, and every link stands: %s', async (_name, cables, devices, does) => {
    const macs = Object.fromEntries(['a', 'b', 'c', 'd'].map((mac) => [mac, { model: 'Mac16,9' }]))
    const world = { lab: 'bench', seed: 9, macs, cables, devices }
    const declared: [LinkEnd, LinkEnd][] = [
      [end('a', 1), end('b', 1)],
      [end('b', 2), end('c', 1)],
      [end('c', 2), end('d', 1)],
      [end('a', 2), end('d', 2)],
    ]
    const links = declared.map((ends) => ({ needs: [], ends, minimumGbps: 80, declared }))
    const stage = await Stage.open(world)
    try {
      await claimAll(stage, world)
      const outputs = []
      for (const link of links) outputs.push(await stage.settle(thunderboltLink, link))
      const [observed] = outputs.flatMap((output) => output.observed ?? [])
      const advice = leastMoves(links, cablingOf(observed ?? { macs: {} }))
      const orders = visits(outputs.flatMap(({ workOrders }) => workOrders)).flatMap((visit) => visit.orders)
      const moves = orders.flatMap(({ turn }) => advice.moves[turn ?? -1] ?? [])
      expect([...moves].sort()).toEqual([...advice.moves].sort())
      await follow({ moves, cables: advice.cables }, stage.bench.sim.hands)
      for (const link of links) expect((await stage.settle(thunderboltLink, link)).ready.state).toBe('ready')
      expect(moves.map(sortOf).concat(advice.cables.map(() => 'plug in'))).toEqual(does)
    } finally {
      await stage.close()
    }
  })
})

const sortOf = ({ to, exchanges }: Move): string => (to === null ? 'take away' : exchanges ? 'exchange' : 'move')

describe('the work orders of a lab of three Macs', { timeout: 60_000 }, () => {
  it('are one visit: done as they say, every link stands', async () => {
    const world = {
      lab: 'bench',
      seed: 9,
      macs: { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14' }, 'book-1': { model: 'Mac17,7' } },
      cables: ['studio-1:2 <-> studio-2:4', 'studio-2:3 <-> book-1:1'],
    }
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
