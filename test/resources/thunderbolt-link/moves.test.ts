import { describe, expect, it } from 'vitest'
import type { Cable } from '../../../src/resources/thunderbolt-link/cabling.js'
import { smallestMoves, type Move } from '../../../src/resources/thunderbolt-link/moves.js'

/** `a:1 b:2` is a cable between receptacle 1 of Mac a and receptacle 2 of Mac b. */
function cable(text: string): Cable {
  const [left = '', right = ''] = text.split(' ')
  const end = (each: string) => ({ mac: each.split(':')[0] ?? '', receptacle: Number(each.split(':')[1]) })
  return [end(left), end(right)]
}

const moveText = ({ plug, to }: Move) =>
  `${plug.mac}:${plug.receptacle} → ${to === null ? 'out' : `${to.mac}:${to.receptacle}`}`

function rewired(declared: readonly string[], cables: readonly string[]): string[] {
  return [...smallestMoves(declared.map(cable), cables.map(cable))].flatMap(([link, rewiring]) => [
    ...rewiring.moves.map(moveText),
    ...(rewiring.cable ? [`new cable ${link}`] : []),
  ])
}

describe('the smallest set of plug moves', () => {
  it.each<[string, string[], string[], string[]]>([
    ['is empty when all is right', ['a:2 b:2'], ['a:2 b:2'], []],
    ['is empty whichever way round a cable is written', ['a:2 b:2'], ['b:2 a:2'], []],
    ['moves the one wrong plug', ['a:2 b:2'], ['a:2 b:3'], ['b:3 → b:2']],
    ['moves both plugs of a cable that has both wrong', ['a:2 b:2'], ['a:3 b:4'], ['a:3 → a:2', 'b:4 → b:2']],
    ['asks for a cable where none is left', ['a:2 b:2', 'a:3 c:2'], ['a:2 b:2'], ['new cable a:3 <-> c:2']],
    ['leaves a spare cable alone that is in nobody’s way', ['a:2 b:2'], ['a:2 b:2', 'a:5 b:5'], []],
    [
      'pulls a plug out that holds a declared receptacle',
      ['a:2 b:2'],
      ['a:2 b:3', 'b:2 c:1'],
      ['b:2 → out', 'b:3 → b:2'],
    ],
    [
      'turns a ring of three that is off by one with one move, not three',
      ['a:1 b:2', 'b:1 c:2', 'c:1 a:2'],
      ['a:1 b:2', 'b:1 c:2', 'c:1 a:3'],
      ['a:3 → a:2'],
    ],
    [
      'uncrosses two cables by moving one plug of each',
      ['a:1 b:1', 'a:2 b:2'],
      ['a:1 b:2', 'a:2 b:1'],
      ['a:2 → a:1', 'a:1 → a:2'],
    ],
    [
      'keeps as many plugs as can be where the first choice would cost more',
      ['a:1 b:1', 'a:2 c:1'],
      ['a:1 c:1', 'a:1 b:3'],
      ['b:3 → b:1', 'a:1 → a:2'],
    ],
  ])('%s', (_name, declared, cables, expected) => {
    expect(rewired(declared, cables)).toEqual(expected)
  })

  it('is never larger than what trying every assignment finds, for two to four Macs', () => {
    const next = numbers(20_260_301)
    for (let round = 0; round < 300; round++) {
      const macs = ['a', 'b', 'c', 'd'].slice(0, 2 + (next() % 3))
      const declared = someCables(macs, 1 + (next() % 4), next)
      const cables = someCables(macs, 1 + (next() % 4), next)
      const moves = [...smallestMoves(declared, cables).values()].flatMap((rewiring) => rewiring.moves)
      const needed = moves.filter(({ to }) => to !== null).length
      expect(needed, JSON.stringify({ declared, cables })).toBe(byTrying(declared, cables))
    }
  })

  it('names every plug once, so that the shares of all links add up to the set', () => {
    const next = numbers(7)
    for (let round = 0; round < 200; round++) {
      const macs = ['a', 'b', 'c', 'd']
      const [declared, cables] = [someCables(macs, 4, next), someCables(macs, 4, next)]
      const plugs = [...smallestMoves(declared, cables).values()].flatMap(({ moves }) => moves.map(moveText))
      const moved = plugs.map((text) => text.split(' ')[0])
      expect(new Set(moved).size).toBe(moved.length)
    }
  })
})

/** Small whole numbers, the same in every run. */
function numbers(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) >>> 8
}

/** Cables over distinct receptacles. */
function someCables(macs: readonly string[], count: number, next: () => number): Cable[] {
  const taken = new Set<string>()
  const plug = (mac: string) => {
    for (;;) {
      const receptacle = 1 + (next() % 6)
      if (taken.has(`${mac}:${receptacle}`)) continue
      taken.add(`${mac}:${receptacle}`)
      return { mac, receptacle }
    }
  }
  return Array.from({ length: count }, () => {
    const a = next() % macs.length
    const b = (a + 1 + (next() % (macs.length - 1))) % macs.length
    return [plug(macs[a] ?? ''), plug(macs[b] ?? '')]
  })
}

/** The fewest moves over every assignment of cables to links. */
function byTrying([link, ...links]: readonly Cable[], cables: readonly Cable[], used = new Set<Cable>()): number {
  if (link === undefined) return 0
  const free = cables.filter((each) => !used.has(each))
  // Cables are used before new ones are bought, so a link goes without only when links outnumber cables.
  const without = free.length <= links.length ? byTrying(links, cables, used) : Infinity
  const costs = free.map((each) => distance(link, each) + byTrying(links, cables, new Set([...used, each])))
  return Math.min(without, ...costs)
}

function distance(link: Cable, other: Cable): number {
  const ends = link.map((end) => `${end.mac}:${end.receptacle}`)
  return 2 - other.filter((end) => ends.includes(`${end.mac}:${end.receptacle}`)).length
}
