import { describe, expect, it } from 'vitest'
import { verdictOf, type WiringVerdict } from '../../src/planner/wiring.js'
import type { WiredMac, Wire } from '../../src/planner/wires.js'

/** `a-b` is a cable between a and b; `a~b` is Ethernet; `a=b` is a cable that takes no RDMA. */
function wire(text: string): Wire {
  const [a = '', b = ''] = text.split(/[-~=]/)
  const kind = text.includes('~') ? 'ethernet' : text.includes('=') ? 'tb4' : 'tb5'
  return { key: text, kind, macs: [a, b], againstRdma: kind === 'tb5' ? null : `it is ${kind}` }
}

function wired(names: string, cables: string, mac: Partial<WiredMac> = {}): WiringVerdict {
  const macs = names.split(' ').map((name): WiredMac => ({ name, model: 'Mac15,14', rdma: 'on', ...mac }))
  return verdictOf({ macs, wires: cables.split(' ').filter(Boolean).map(wire) })
}

const QUESTIONS = ['jaccl', 'jacclRing', 'ring', 'pipeline', 'pools'] as const
const can = ({ allows }: WiringVerdict) => QUESTIONS.filter((what) => allows[what].can)

describe('what a wiring is and allows', () => {
  it.each<[string, string, string, WiringVerdict['shape'], WiringVerdict['backend'], string[]]>([
    ['one Mac', 'a', '', 'single', null, ['pipeline']],
    ['two with a cable', 'a b', 'a-b', 'mesh', 'jaccl', ['jaccl', 'jacclRing', 'ring', 'pipeline', 'pools']],
    ['three in a line', 'a b c', 'a-b b-c', 'chain', null, ['pipeline', 'pools']],
    ['three in a line, closed over Ethernet', 'a b c', 'a-b b-c c~a', 'chain', 'ring', ['ring', 'pipeline', 'pools']],
    ['four round', 'a b c d', 'a-b b-c c-d d-a', 'ring', 'jaccl-ring', ['jacclRing', 'ring', 'pipeline', 'pools']],
    ['a star of four', 'a b c d', 'a-b a-c a-d', 'star', null, ['pools']],
    ['a spider of five', 'a b c d e', 'a-b a-c a-d d-e', 'branches', null, ['pools']],
    ['two pairs', 'a b c d', 'a-b c-d', 'islands', null, ['pools']],
    ['three over Ethernet', 'a b c', 'a~b b~c c~a', 'mesh', 'ring', ['ring', 'pipeline', 'pools']],
    ['no cable at all', 'a b', '', 'islands', null, ['pools']],
  ])('%s', (_what, macs, cables, shape, backend, allowed) => {
    const verdict = wired(macs, cables)
    expect(verdict).toMatchObject({ shape, backend })
    expect(can(verdict)).toEqual(allowed)
  })

  it('counts cables that run in parallel, and they change no shape', () => {
    const verdict = wired('a b c', 'a-b a-b b-c')
    expect(verdict).toMatchObject({ shape: 'chain', doubled: [{ macs: ['a', 'b'], cables: 2 }] })
  })

  it('gives each island a verdict of its own', () => {
    const { pools } = wired('a b c d e', 'a-b c-d')
    expect(pools.map(({ macs, backend }) => [macs.join(), backend])).toEqual([
      ['a,b', 'jaccl'],
      ['c,d', 'jaccl'],
      ['e', null],
    ])
  })

  it.each<[string, WiringVerdict, keyof WiringVerdict['allows'], string]>([
    ['the pair that has no cable', wired('a b c', 'a-b b-c'), 'jaccl', 'a and c are not cabled; a mesh needs'],
    ['the ends of a line', wired('a b c', 'a-b b-c'), 'ring', 'a, c have only one neighbour'],
    [
      'the way back of a pipeline',
      wired('a b c', 'a-b b-c'),
      'pipeline',
      'declare c:ethernet <-> a:ethernet, or a cable',
    ],
    ['the cable that takes no RDMA', wired('a b', 'a=b'), 'jaccl', 'a=b takes no RDMA: it is tb4'],
    ['where RDMA is off', wired('a b', 'a-b', { rdma: 'off' }), 'jaccl', 'RDMA is off on a, b'],
    ['that the hardware has none', wired('a b', 'a-b', { rdma: 'unsupported' }), 'jacclRing', 'a, b cannot do RDMA'],
    ['the groups', wired('a b c', 'a-b'), 'pools', '2 groups without a cable between them: a + b, c'],
  ])('names %s', (_what, verdict, about, why) => {
    expect(verdict.allows[about].why).toContain(why)
  })

  it('takes the cable beside one without RDMA, where two Macs have both', () => {
    expect(wired('a b', 'a=b a-b').backend).toBe('jaccl')
  })

  it('refuses a mesh of more ranks than MLX has, whatever the cables', () => {
    const nine = [...'abcdefghi']
    const cables = nine.flatMap((a, index) => nine.slice(index + 1).map((b) => `${a}-${b}`))
    const verdict = wired(nine.join(' '), cables.join(' '))
    expect(verdict.allows.jaccl.why).toBe('MLX takes at most 8 ranks in a mesh, and these are 9')
    expect(verdict.backend).toBe('jaccl-ring')
  })
})

describe('the limits of a mesh, from the receptacles of the models', () => {
  const limits = (...models: (string | undefined)[]) =>
    verdictOf({ macs: models.map((model, index) => ({ name: `m${index}`, model, rdma: 'on' })), wires: [] }).limits.mesh

  it.each([
    ['minis with three receptacles', ['Mac16,11'], [[4, 6]]],
    [
      'Studios with four, or three beside the one next to Ethernet',
      ['Mac16,9'],
      [
        [5, 10],
        [4, 6],
      ],
    ],
    [
      'Studios with six, or five',
      ['Mac15,14'],
      [
        [7, 21],
        [6, 15],
      ],
    ],
    ['a Studio and a MacBook Pro', ['Mac15,14', 'Mac17,7'], [[4, 6]]],
    ['Macs with Thunderbolt 4', ['Mac16,10'], [[1, 0]]],
    ['a Mac of no known model', ['Mac99,1'], []],
    ['a Mac whose model is not declared', [undefined], []],
  ])('%s', (_what, models, expected) => {
    expect(limits(...models).map(({ macs, cables }) => [macs, cables])).toEqual(expected)
  })

  it('says why, and what to do with more Macs', () => {
    expect(limits('Mac16,11')[0]?.why).toBe('a Mac mini (2024, M4 Pro) has 3 receptacles')
    const five = wired('a b c d e', 'a-b b-c c-d d-e e-a', { model: 'Mac16,11' })
    expect(five.allows.jaccl.why).toContain('has 3 receptacles: a mesh of 4 at most; take a ring, or pools of up to 4')
  })
})

describe('sixteen Macs', () => {
  const names = Array.from({ length: 16 }, (_, index) => `m${index}`)
  const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const))
  const text = (some: readonly (readonly [string, string])[]) => some.map(([a, b]) => `${a}-${b}`).join(' ')

  /** Cabled as densely as can be without a round trip: searches that go from Mac to Mac run for years here. */
  const worst: [string, string, WiringVerdict['shape']][] = [
    ['fifteen in a mesh and one that hangs at it', text(pairs.filter(([a, b]) => b !== 'm15' || a === 'm0')), 'chain'],
    [
      'two meshes of eight that share one cable',
      text(pairs.filter(([a, b]) => names.indexOf(a) < 8 === names.indexOf(b) < 8 || (a === 'm0' && b === 'm15'))),
      'chain',
    ],
    [
      'seven that are each cabled to nine others, and those not to each other',
      text(pairs.filter(([a, b]) => names.indexOf(a) < 7 && names.indexOf(b) >= 7)),
      'branches',
    ],
    ['a mesh of all', text(pairs), 'mesh'],
  ]

  it.each(worst)('are classified, with every order searched: %s', (_what, cables, shape) => {
    expect(wired(names.join(' '), cables).shape).toBe(shape)
  })

  it('find the round trip that exists, and each step of it is a cable', () => {
    const seeded = pairs.filter((_, index) => (index * 7919) % 11 < 3)
    const hidden = names.map((mac, index) => [mac, names[(index * 1 + 5) % 16] ?? ''] as const)
    const all = [...seeded, ...hidden]
    const order = wired(names.join(' '), text(all)).allows.jacclRing.order ?? []
    expect([...order].sort()).toEqual([...names].sort())
    for (const [at, mac] of order.entries()) {
      const next = order[(at + 1) % 16]
      expect(all.some((pair) => pair.includes(mac) && next !== undefined && pair.includes(next))).toBe(true)
    }
  })
})
