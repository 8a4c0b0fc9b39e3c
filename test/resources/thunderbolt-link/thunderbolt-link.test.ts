import { describe, expect, it } from 'vitest'
import type { Receptacle } from '../../../src/resources/mac/outputs.js'
import type { LinkEnd, ThunderboltLinkInputs } from '../../../src/resources/thunderbolt-link/inputs.js'
import type { ThunderboltLinkObserved } from '../../../src/resources/thunderbolt-link/outputs.js'
import { thunderboltLink } from '../../../src/resources/thunderbolt-link/thunderbolt-link.js'
import { receptacle } from '../mac/cases.js'

const end = (text: string): LinkEnd => ({ mac: text.split(':')[0] ?? '', receptacle: Number(text.split(':')[1]) })
const uuid = ({ mac, receptacle: number }: LinkEnd) => `${mac}-${number}`

interface Plugged {
  readonly between: string
  readonly gbps?: number
  readonly through?: 'hub' | 'dock'
  /** This end names nobody. */
  readonly blind?: string
}

/** What Macs a, b and c with four receptacles each report of these cables. */
function seen(cables: readonly Plugged[], changes: ThunderboltLinkObserved['macs'] = {}): ThunderboltLinkObserved {
  const macs = Object.fromEntries(
    ['a', 'b', 'c'].map((mac) => [mac, [1, 2, 3, 4].map((number) => port({ mac, receptacle: number }, cables))]),
  )
  return { macs: { ...macs, ...changes } }
}

function port(at: LinkEnd, cables: readonly Plugged[]): Receptacle {
  const cable = cables.find(({ between }) => between.split(' ').includes(`${at.mac}:${at.receptacle}`))
  const empty = receptacle(at.receptacle, { domainUuid: uuid(at) })
  if (cable === undefined) return empty
  const far = cable.between.split(' ').find((each) => each !== `${at.mac}:${at.receptacle}`) ?? ''
  const peer = { name: 'Mac Studio', model: 'Mac15,14', domainUuid: uuid(end(far)), advertisesRdma: true }
  const blind = cable.blind === `${at.mac}:${at.receptacle}`
  return {
    ...empty,
    connected: true,
    speedGbps: cable.gbps ?? 80,
    peer: blind ? null : { ...peer, through: cable.through ?? 'direct' },
    device: cable.through === undefined ? null : 'Hub',
  }
}

const link = (changes: Partial<ThunderboltLinkInputs> = {}): ThunderboltLinkInputs => ({
  needs: [],
  ends: [end('a:2'), end('b:2')],
  minimumGbps: 80,
  declared: [[end('a:2'), end('b:2')]],
  ...changes,
})

describe('a link', () => {
  it.each<[string, Plugged[], string[], RegExp]>([
    ['is right when both ends name each other at the declared speed', [{ between: 'a:2 b:2' }], [], /^$/],
    ['is missing without a cable', [], ['ends'], /no cable between a:2 and b:2/],
    ['names a wrong plug', [{ between: 'a:2 b:3' }], ['ends'], /a:2 is plugged into b:3; declared is a:2 <-> b:2/],
    ['is slow below the declared speed', [{ between: 'a:2 b:2', gbps: 40 }], ['minimumGbps'], /runs at 40 Gb\/s/],
    ['names a hub in between', [{ between: 'a:2 b:2', through: 'hub' }], ['through'], /runs through a hub/],
    [
      'names a dock in between and its speed',
      [{ between: 'a:2 b:2', through: 'dock', gbps: 40 }],
      ['minimumGbps', 'through'],
      /runs at 40/,
    ],
    [
      'is no cable while only one end sees the other',
      [{ between: 'a:2 b:2', through: 'hub', blind: 'b:2' }],
      ['ends'],
      /b:2 does not see the other end/,
    ],
  ])('%s', (_name, cables, paths, what) => {
    const changes = thunderboltLink.diff(link(), seen(cables))
    expect(changes.map(({ path }) => path)).toEqual(paths)
    expect(changes[0]?.what ?? '').toMatch(what)
    expect(changes.every(({ risk }) => risk === 'needs a person')).toBe(true)
  })

  it('has one id whichever way round it is written', () => {
    const turned = link({ ends: [end('b:2'), end('a:2')] })
    expect([link(), turned].map((inputs) => thunderboltLink.id(inputs))).toEqual([
      'ThunderboltLink/a.2--b.2',
      'ThunderboltLink/a.2--b.2',
    ])
  })

  it('establishes the same while domain UUIDs change over the weeks', () => {
    const before = seen([{ between: 'a:2 b:2' }])
    const renamed = JSON.parse(JSON.stringify(before).replaceAll(/"(a|b)-(\d)"/g, '"NEW-$1-$2"')) as typeof before
    expect(thunderboltLink.establishes(link(), renamed)).toEqual(thunderboltLink.establishes(link(), before))
  })

  it('shows where its plug is in a preview', () => {
    expect(thunderboltLink.mirror(link(), seen([{ between: 'a:2 b:3' }])).ends).toEqual([end('a:2'), end('b:3')])
    expect(thunderboltLink.mirror(link(), seen([])).minimumGbps).toBe(0)
    expect(thunderboltLink.mirror(link(), seen([{ between: 'a:2 b:2', gbps: 40 }])).minimumGbps).toBe(40)
  })

  it('is in doubt when one of its own Macs could not be read, not when another one could not', () => {
    const why = { unknown: 'system_profiler: expected JSON' }
    expect(thunderboltLink.doubts?.(link(), seen([], { b: why }))).toEqual(['macs.b: system_profiler: expected JSON'])
    expect(thunderboltLink.doubts?.(link(), seen([], { c: why }))).toEqual([])
  })
})

describe('the work orders of a link', () => {
  const orders = (inputs: ThunderboltLinkInputs, observed: ThunderboltLinkObserved) =>
    thunderboltLink.workOrders(inputs, observed).map(({ mac, hands, move }) => ({ mac, hands, move }))

  it('are none when it is right', () => {
    expect(orders(link(), seen([{ between: 'a:2 b:2' }]))).toEqual([])
  })

  it('name the plug and where it goes', () => {
    expect(orders(link(), seen([{ between: 'a:2 b:3' }]))).toEqual([
      { mac: 'b', hands: 'move a plug', move: { plug: end('b:3'), to: end('b:2') } },
    ])
  })

  it('ask for a cable where there is none', () => {
    expect(orders(link(), seen([]))).toEqual([
      { mac: 'a', hands: 'plug a cable', move: { plug: end('a:2'), to: end('b:2') } },
    ])
  })

  it('are done when up goes on, which anybody can see', () => {
    const [order] = thunderboltLink.workOrders(link(), seen([{ between: 'a:2 b:3' }]))
    expect(order?.check).toBe('`pulumi up` goes on by itself, and waits for a:2 <-> b:2 no longer')
  })

  it('take a disk out of a declared receptacle first', () => {
    const observed = seen([])
    const disk = receptacle(2, { domainUuid: 'a-2', connected: true, speedGbps: 80, device: 'Envoy Ultra' })
    const macs = { ...observed.macs, a: [disk] }
    expect(orders(link(), { macs })).toEqual([
      { mac: 'a', hands: 'move a plug', move: { plug: end('a:2'), to: null } },
      { mac: 'a', hands: 'plug a cable', move: { plug: end('a:2'), to: end('b:2') } },
    ])
  })

  it('ask for one direct, fast cable in place of a slow one or a hub', () => {
    const plugged = { hands: 'plug a cable' }
    const out = (text: string) => ({ hands: 'move a plug', move: { plug: end(text), to: null } })
    expect(orders(link(), seen([{ between: 'a:2 b:2', gbps: 40 }]))).toMatchObject([out('a:2'), plugged])
    const hub = seen([{ between: 'a:2 b:2', through: 'hub' }])
    expect(orders(link(), hub)).toMatchObject([out('a:2'), out('b:2'), plugged])
  })

  it('wait for a Mac that did not answer when a plug leads to it', () => {
    const cables = [{ between: 'a:2 c:1' }]
    expect(orders(link(), seen(cables, { c: { unknown: 'timed out' } }))).toEqual([])
    expect(thunderboltLink.findings(link(), seen(cables, { c: { unknown: 'timed out' } }))).toMatchObject([
      { danger: 'danger', what: 'a:2 <-> b:2 carries nothing', cause: 'a plug leads to an unknown Mac' },
    ])
  })

  it('of all links add up to the smallest set for the lab, without a plug named twice', () => {
    const declared: [LinkEnd, LinkEnd][] = [
      [end('a:2'), end('b:2')],
      [end('b:3'), end('c:3')],
      [end('a:4'), end('c:4')],
    ]
    // Two cables have swapped their plugs at b; the third link is right.
    const observed = seen([{ between: 'a:2 b:3' }, { between: 'b:2 c:3' }, { between: 'a:4 c:4' }])
    const all = declared.flatMap((ends) => orders(link({ ends, declared }), observed))
    expect(all.map(({ move }) => move)).toEqual([
      { plug: end('b:3'), to: end('b:2') },
      { plug: end('b:2'), to: end('b:3') },
    ])
  })
})

describe('the findings of a link', () => {
  it.each<[string, Plugged[], string, RegExp]>([
    [
      'a wrong plug is a danger with its move as remedy',
      [{ between: 'a:2 b:3' }],
      'danger',
      /^Move the plug in b:3 to b:2\. Or declare what is plugged in: a:2 <-> b:3 in place of a:2 <-> b:2$/,
    ],
    ['a slow cable is a warning', [{ between: 'a:2 b:2', gbps: 40 }], 'warning', /certified Thunderbolt 5 cable/],
  ])('%s', (_name, cables, danger, remedy) => {
    const findings = thunderboltLink.findings(link(), seen(cables))
    expect(findings).toMatchObject([{ danger, remedy: expect.stringMatching(remedy) as string }])
  })

  it('do not repeat what is plugged where, which the resource waits for in those words', () => {
    const observed = seen([{ between: 'a:2 b:3' }])
    const [change] = thunderboltLink.diff(link(), observed)
    const [found] = thunderboltLink.findings(link(), observed)
    const { what = '', cause = '' } = found ?? {}
    expect(`${what}: ${cause}`).toBe('a:2 <-> b:2 carries nothing: a plug is in another receptacle')
    expect(change?.what).toBe('a:2 is plugged into b:3; declared is a:2 <-> b:2')
  })
})
