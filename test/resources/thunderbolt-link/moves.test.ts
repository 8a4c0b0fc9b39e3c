import { describe, expect, it } from 'vitest'
import { cableKey, UNKNOWN_MAC, type Cable, type Cabling } from '../../../src/resources/thunderbolt-link/cabling.js'
import type { LinkEnd } from '../../../src/resources/thunderbolt-link/inputs.js'
import { leastMoves, type DeclaredLink, type Rewiring } from '../../../src/resources/thunderbolt-link/moves.js'

/** `a:1 b:2` is a cable between receptacle 1 of Mac a and receptacle 2 of Mac b. */
function cable(text: string): Cable {
  const [left = '', right = ''] = text.split(' ')
  const end = (each: string) => ({ mac: each.split(':')[0] ?? '', receptacle: Number(each.split(':')[1]) })
  return [end(left), end(right)]
}

const text = ({ mac, receptacle }: LinkEnd) => `${mac}:${receptacle}`
const link = (ends: Cable): DeclaredLink => ({ ends, minimumGbps: 80 })

/** The moves as a person reads them: `=>` where the plug that was there comes into the hand and goes next. */
function told({ moves, cables, undecided }: Rewiring): string[] {
  return [
    ...moves.map(({ plug, to, exchanges }) =>
      to === null ? `${text(plug)} out` : `${text(plug)} ${exchanges ? '=>' : '->'} ${text(to)}`,
    ),
    ...cables.map((ends) => `new ${cableKey(...ends)}`),
    ...undecided.map((ends) => `who knows ${cableKey(...ends)}`),
  ]
}

function rewired(declared: readonly string[], cables: readonly string[], more: Partial<Cabling> = {}): string[] {
  return told(leastMoves(declared.map(cable).map(link), { cables: cables.map(cable), loose: [], ...more }))
}

describe('the smallest set of plug moves', () => {
  it.each<[string, string[], string[], string[]]>([
    ['is empty when all is right', ['a:2 b:2'], ['a:2 b:2'], []],
    ['is empty whichever way round a cable is written', ['a:2 b:2'], ['b:2 a:2'], []],
    ['moves the one wrong plug', ['a:2 b:2'], ['a:2 b:3'], ['b:3 -> b:2']],
    ['moves both plugs of a cable that has both wrong', ['a:2 b:2'], ['a:3 b:4'], ['a:3 -> a:2', 'b:4 -> b:2']],
    ['asks for a cable where none is left', ['a:2 b:2', 'a:3 c:2'], ['a:2 b:2'], ['new a:3 <-> c:2']],
    ['takes a second cable away that no link needs', ['a:2 b:2'], ['a:2 b:2', 'a:5 b:5'], ['a:5 out']],
    ['names the plug that is in the way', ['a:2 b:2'], ['a:2 b:3', 'b:2 c:1'], ['b:2 out', 'b:3 -> b:2']],
    [
      'mends a ring of three that is off by one with one move, not three',
      ['a:1 b:2', 'b:1 c:2', 'c:1 a:2'],
      ['a:1 b:2', 'b:1 c:2', 'c:1 a:3'],
      ['a:3 -> a:2'],
    ],
    [
      'exchanges the plugs of two crossed cables with one in the hand',
      ['a:1 b:1', 'a:2 b:2'],
      ['a:1 b:2', 'a:2 b:1'],
      ['b:1 => b:2', 'b:2 -> b:1'],
    ],
    ['makes room before a plug goes in', ['a:1 b:1', 'a:2 b:2'], ['a:1 b:2', 'a:2 b:3'], ['b:2 -> b:1', 'b:3 -> b:2']],
    [
      'keeps as many plugs as can be where the first choice would cost more',
      ['a:1 b:1', 'a:2 c:1'],
      ['a:1 c:1', 'a:3 b:1'],
      ['a:1 -> a:2', 'a:3 -> a:1'],
    ],
    [
      'uses a cable that lies elsewhere before it asks for a new one',
      ['a:1 b:1'],
      ['a:2 c:1'],
      ['a:2 -> a:1', 'c:1 -> b:1'],
    ],
    [
      'lets a plug stay at its Mac',
      ['a:1 b:1', 'a:2 c:1'],
      ['a:3 b:3'],
      ['a:3 -> a:1', 'b:3 -> b:1', 'new a:2 <-> c:1'],
    ],
  ])('%s', (_name, declared, cables, expected) => {
    expect(rewired(declared, cables)).toEqual(expected)
  })

  it('takes a slow cable away, and what goes through a hub with both its plugs', () => {
    const slow = new Map([['a:2 <-> b:2', { gbps: 40, through: 'direct', limit: 'cable' } as const]])
    expect(rewired(['a:2 b:2'], ['a:2 b:2'], { conditions: slow })).toEqual(['a:2 out', 'new a:2 <-> b:2'])
    const hub = new Map([['a:2 <-> b:2', { gbps: 80, through: 'hub', limit: null } as const]])
    expect(rewired(['a:2 b:2'], ['a:2 b:2'], { conditions: hub })).toEqual(['a:2 out', 'b:2 out', 'new a:2 <-> b:2'])
  })

  it('leaves a cable alone that only its receptacle makes slow: no other cable would be faster', () => {
    const old = new Map([['a:2 <-> b:2', { gbps: 40, through: 'direct', limit: 'receptacle' } as const]])
    expect(rewired(['a:2 b:2'], ['a:2 b:2'], { conditions: old })).toEqual([])
  })

  it('does not give a slow cable to a link that needs a fast one', () => {
    const slow = new Map([['a:2 <-> b:3', { gbps: 20, through: 'direct', limit: 'cable' } as const]])
    expect(rewired(['a:2 b:2'], ['a:2 b:3'], { conditions: slow })).toEqual(['a:2 out', 'new a:2 <-> b:2'])
  })

  it('pulls a disk out of a declared receptacle and leaves any other one alone', () => {
    const loose = [2, 4].map((receptacle) => ({ plug: { mac: 'a', receptacle }, what: 'Envoy Ultra' }))
    expect(rewired(['a:2 b:2'], ['b:2 b:3'], { loose })).toEqual(['a:2 out', 'b:3 -> a:2'])
  })

  it('says nothing of a link while a Mac that could not be read may be what its plug leads to', () => {
    const loose = [{ plug: { mac: 'a', receptacle: 2 }, what: UNKNOWN_MAC }]
    expect(rewired(['a:2 b:2', 'a:1 c:1'], [], { loose, blind: ['c'] })).toEqual([
      'who knows a:1 <-> c:1',
      'who knows a:2 <-> b:2',
    ])
    expect(rewired(['a:2 b:2'], [], { loose })).toEqual(['a:2 out', 'new a:2 <-> b:2'])
  })

  it('is never larger than what trying every assignment finds, for two to four Macs', () => {
    const next = numbers(20_260_301)
    for (let round = 0; round < 300; round++) {
      const macs = ['a', 'b', 'c', 'd'].slice(0, 2 + (next() % 3))
      const declared = someCables(macs, 1 + (next() % 4), next)
      const cables = someCables(macs, 1 + (next() % 4), next)
      const { moves } = leastMoves(declared.map(link), { cables, loose: [] })
      const needed = moves.filter(({ to }) => to !== null).length
      expect(needed, JSON.stringify({ declared, cables })).toBe(byTrying(declared, cables))
    }
  })

  it('names every plug once', () => {
    const next = numbers(7)
    for (let round = 0; round < 200; round++) {
      const macs = ['a', 'b', 'c', 'd']
      const [declared, cables] = [someCables(macs, 4, next), someCables(macs, 4, next)]
      const moved = leastMoves(declared.map(link), { cables, loose: [] }).moves.map(({ plug }) => text(plug))
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
