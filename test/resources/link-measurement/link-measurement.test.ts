import { describe, expect, it } from 'vitest'
import { diff } from '../../../src/resources/link-measurement/diff.js'
import { findings } from '../../../src/resources/link-measurement/findings.js'
import type { LinkMeasurementInputs, MeasuredLink } from '../../../src/resources/link-measurement/inputs.js'
import type { LinkFigures, LinkMeasurementObserved } from '../../../src/resources/link-measurement/outputs.js'
import { roundsOf, sessionsFor } from '../../../src/resources/link-measurement/sessions.js'
import { age } from '../../../src/resources/link-measurement/units.js'
import { keyOf, standingOf, wiringOf } from '../../../src/resources/link-measurement/wiring.js'

const link = (a: string, b: string, expectGbps?: number): MeasuredLink => ({
  ends: [a, b].map((end) => ({ mac: end.slice(0, 1), receptacle: Number(end.slice(2)) })) as MeasuredLink['ends'],
  addresses: ['10.77.0.1', '10.77.0.2'],
  ...(expectGbps !== undefined && { expectGbps }),
})
const inputsOf = (links: MeasuredLink[], more: Partial<LinkMeasurementInputs> = {}): LinkMeasurementInputs => ({
  ...{ needs: [], name: 'chat', links, declared: links.map(keyOf), cables: {}, seconds: 2 },
  ...more,
})

interface Seen {
  readonly forth?: number
  readonly back?: number
  readonly gbps?: number
  readonly earlier?: number[]
  readonly trips?: Partial<LinkFigures['trips']['forth']>
}

const rate = (gbps: number) => ({ gbps, p50: gbps, p99: gbps, max: gbps })

/** Links that stand and were measured, and all of them at once with the rates of `together`. */
function measured(inputs: LinkMeasurementInputs, seen: Seen, together: number | null = null): LinkMeasurementObserved {
  const { forth = 40, back = 40, gbps = 80, earlier = [] } = seen
  const links = Object.fromEntries(
    inputs.links.map((each) => {
      const stands = { stands: { gbps, through: 'direct' as const }, hindered: [], figures: null }
      const trips = { p50: 250, p99: 400, max: 900, ...seen.trips }
      const figures: LinkFigures = {
        ...{ at: 1, wiring: wiringOf(each, stands, inputs) ?? '', way: 'tcp', cable: null, negotiatedGbps: gbps },
        ...{ rate: { forth: rate(forth), back: rate(back) }, trips: { forth: trips, back: trips }, earlier },
      }
      return [keyOf(each), { ...stands, figures }]
    }),
  )
  const wiring = standingOf('a', inputs, links)?.wiring ?? ''
  const both = { cable: null, forth: rate(together ?? 0), back: rate(together ?? 0) }
  const loads = Object.fromEntries(inputs.links.map((each) => [keyOf(each), both]))
  const load = together === null ? null : { at: 1, wiring, way: 'tcp' as const, links: loads }
  return { macs: {}, links, together: { a: load } }
}

const ONE = inputsOf([link('a:1', 'b:1')])
const said = (inputs: LinkMeasurementInputs, seen: Seen, together?: number) =>
  findings(inputs, measured(inputs, seen, together)).map(({ what, cause }) => `${what} | ${cause}`)

describe('a link that was measured', () => {
  it('is no finding within its band: 40 of 80 Gb/s is what TCP may reach', () => {
    expect(said(ONE, {})).toEqual([])
  })

  it('that negotiated 40 Gb/s points at cable and plug', () => {
    const [text = ''] = said(ONE, { gbps: 40, forth: 7, back: 7 })
    expect(text).toMatch(/^a:1 <-> b:1 carries 7\.00 Gb\/s, expected are at least 8\.00 by the negotiated speed \| /)
    expect(text).toContain('both ends agreed on 40 Gb/s only: the cable, or a plug that sits badly')
  })

  it('that is slow one way points at that direction, by its ends', () => {
    expect(said(ONE, { forth: 39, back: 5 })[0]).toContain('only the direction from b:1 to a:1 is slow')
  })

  it('that is slow both ways at full speed points at what shares its controller, or at busy Macs', () => {
    expect(said(ONE, { forth: 9, back: 8 })[0]).toContain('a hub or a disk on the same controller')
  })

  it('is held to what it did before, once it was measured', () => {
    expect(said(ONE, { forth: 20, back: 20 })).toEqual([])
    const [text = ''] = said(ONE, { forth: 20, back: 20, earlier: [38, 40] })
    expect(text).toContain('expected are at least 33.1 by earlier measurements')
    expect(text).toContain('It was faster before: a cable or plug that wears')
  })

  it('is held to what the lab file says, before all else', () => {
    const told = inputsOf([link('a:1', 'b:1', 0.5)])
    expect(said(told, { forth: 0.6, back: 0.6, earlier: [40] })).toEqual([])
    expect(said(told, { forth: 0.19, back: 0.19 })[0]).toContain('expected are at least 0.50 by the lab file')
  })

  it('cannot carry more than was negotiated: then something else was measured', () => {
    expect(said(ONE, { forth: 95, back: 40 })[0]).toContain('the bytes did not go over this cable')
  })

  it('with a long tail of round trips says how long, and with slow ones that they are', () => {
    expect(said(ONE, { trips: { p99: 9000, max: 20_000 } })[0]).toContain(
      'takes more than 9.0 ms, the usual one 250 us',
    )
    expect(said(ONE, { trips: { p50: 2000, p99: 3000, max: 4000 } })[0]).toContain(
      'takes 2.0 ms, about 300 us are usual',
    )
  })

  it('that is fine alone and starved with its neighbours points at what they share', () => {
    const two = inputsOf([link('a:1', 'b:1'), link('a:2', 'b:2')])
    expect(said(two, {}, 25)).toEqual([])
    expect(said(two, {}, 9)[0]).toContain(
      'hold each other up when all are loaded (Gb/s): a:1 <-> b:1 9.00 in place of 40.0',
    )
  })
})

describe('what is measured, and when', () => {
  it('a link is measured again when another cable is in, and not because nobody says which', () => {
    const known = inputsOf([link('a:1', 'b:1')], { cables: { 'a:1 <-> b:1': 'new' } })
    const seen = measured(known, {})
    const figures = seen.links['a:1 <-> b:1']?.figures
    if (figures === null || figures === undefined) throw new Error('it was measured')
    figures.cable = 'old'
    expect(diff(known, seen).map(({ what }) => what)).toEqual([
      'measure a:1 <-> b:1 again: it has another cable than when it was measured (about 6 s)',
    ])
    expect(diff({ ...known, cables: {} }, seen)).toEqual([])
  })

  it('one at a time at each Mac, others meanwhile, and all of a Mac at once after them', () => {
    const mesh = ['a:1 b:1', 'c:1 d:1', 'a:2 c:2', 'b:2 d:2', 'a:3 d:3', 'b:3 c:3'].map((text) => {
      const [one = '', other = ''] = text.split(' ')
      return link(one, other)
    })
    const inputs = inputsOf(mesh)
    const bare = measured(inputs, {})
    const fresh = {
      ...bare,
      links: Object.fromEntries(Object.entries(bare.links).map(([key, seen]) => [key, { ...seen, figures: null }])),
    }
    const rounds = roundsOf(sessionsFor(inputs, fresh, diff(inputs, fresh)))
    expect(rounds.map((round) => round.map(({ text }) => text))).toEqual([
      ['a:1 <-> b:1', 'c:1 <-> d:1'],
      ['a:2 <-> c:2', 'b:2 <-> d:2'],
      ['a:3 <-> d:3', 'b:3 <-> c:3'],
      ...['a', 'b', 'c', 'd'].map((mac) => [`all 3 links of ${mac}`]),
    ])
  })
})

describe('the age of figures', () => {
  it.each([
    [30, 'just now'],
    [61, '1 minute ago'],
    [7300, '2 hours ago'],
    [200_000, '2 days ago'],
  ])('of %i seconds is %s', (seconds, text) => {
    expect(age(1000, 1000 + seconds)).toBe(text)
  })
})
