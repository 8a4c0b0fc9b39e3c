import { describe, expect, it } from 'vitest'
import { expectedBand } from '../../../src/resources/thunderbolt-link/band.js'
import { cableIdentity, remembered, wear, type CableEvent } from '../../../src/resources/thunderbolt-link/history.js'
import type { LinkEnd } from '../../../src/resources/thunderbolt-link/inputs.js'
import type { Sight } from '../../../src/resources/thunderbolt-link/sight.js'

const LINKED: Sight = { is: 'linked', gbps: 80, through: 'direct' }
const SLOW: Sight = { is: 'linked', gbps: 40, through: 'direct' }
const APART: Sight = { is: 'apart' }

/** A look a day from the first of October on. */
const looks = (...sights: readonly Sight[]): readonly CableEvent[] =>
  sights.reduce<readonly CableEvent[]>(
    (before, sight, day) => remembered(before, sight, new Date(Date.UTC(2026, 9, 1 + day, 8, 30, 59))),
    [],
  )

describe('the history of a cable', () => {
  it('grows when something changed, and says the same when looked at again', () => {
    expect(looks(LINKED, LINKED, LINKED)).toEqual([
      { at: '2026-10-01T08:30Z', is: 'linked', gbps: 80, through: 'direct' },
    ])
    expect(looks(LINKED, APART, APART, LINKED).map(({ at, is }) => [at, is])).toEqual([
      ['2026-10-01T08:30Z', 'linked'],
      ['2026-10-02T08:30Z', 'apart'],
      ['2026-10-04T08:30Z', 'linked'],
    ])
  })

  it('says nothing of a receptacle that nobody could see', () => {
    expect(looks(LINKED, { is: 'unseen', end: { mac: 'a', receptacle: 2 } })).toEqual(looks(LINKED))
  })

  it('counts how often it was lost and came slower, for as long as anybody cares', () => {
    expect(wear(looks(APART, LINKED, APART, LINKED, SLOW))).toEqual({ flaps: 1, downgrades: 1 })
    const old = { at: '2026-01-01T08:30Z', is: 'apart', gbps: null, through: 'direct' } as const
    expect(wear([{ ...old, is: 'linked', gbps: 80 }, old, ...looks(LINKED)])).toEqual({ flaps: 0, downgrades: 0 })
    expect(wear([])).toEqual({ flaps: 0, downgrades: 0 })
  })

  it('keeps the newest of very many events', () => {
    const many = looks(...Array.from({ length: 200 }, (_, day) => (day % 2 === 0 ? LINKED : APART)))
    expect(many.length).toBeLessThan(100)
    expect(many.at(-1)).toMatchObject({ is: 'apart' })
  })
})

describe('the identity of a cable', () => {
  const end = (mac: string): LinkEnd => ({ mac, receptacle: 2 })
  const ends: [LinkEnd, LinkEnd] = [end('a'), end('b')]

  it('stays while nothing happened to it, whichever way round it is written', () => {
    expect(cableIdentity({ ends }, looks(LINKED, LINKED))).toBe(cableIdentity({ ends: [end('b'), end('a')] }))
    expect(cableIdentity({ ends }, looks(APART, LINKED))).toBe(cableIdentity({ ends }))
  })

  it.each<[string, Parameters<typeof cableIdentity>]>([
    ['another name in the lab file', [{ ends, cable: 'blue' }, looks(LINKED)]],
    ['another end', [{ ends: [end('a'), end('c')] }, looks(LINKED)]],
    ['a link that was lost and came back', [{ ends }, looks(LINKED, APART, LINKED)]],
    ['another speed', [{ ends }, looks(LINKED, SLOW)]],
    ['another way', [{ ends }, looks(LINKED, { is: 'linked', gbps: 80, through: 'hub' })]],
  ])('asks for a new measurement after %s', (_what, [inputs, history]) => {
    expect(cableIdentity(inputs, history)).not.toBe(cableIdentity({ ends }, looks(LINKED)))
  })
})

describe('the band of a link', () => {
  it('starts from 80 Gb/s with 64 of data, and never from the 120 that a port can send to a display', () => {
    expect(expectedBand(80)).toMatchObject({ expected: 64, most: 80, from: 'prior' })
    expect(expectedBand(120)).toEqual(expectedBand(80))
    expect(expectedBand(40)).toMatchObject({ expected: 32, most: 40 })
  })

  it('holds what was published of good links', () => {
    const { least, most } = expectedBand(80)
    // JACCL payload 6.1 and 6.5 GB/s, ib_send_bw 75 Gb/s (facts/mlx.md 6.2).
    for (const gbps of [6.1 * 8, 6.5 * 8, 64.4, 75]) expect(gbps > least && gbps < most).toBe(true)
  })

  it('follows what was measured, above the prior and below it', () => {
    expect(expectedBand(80, [75])).toMatchObject({ expected: 75, from: 'measured' })
    const { least, expected, most } = expectedBand(80, [50, 10, 52])
    expect(expected).toBe(50)
    expect(least).toBeGreaterThan(40)
    expect(most).toBeLessThan(60)
  })
})
