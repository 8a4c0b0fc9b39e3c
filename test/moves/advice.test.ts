import { describe, expect, it } from 'vitest'
import { casesOf, type Case } from './cases.js'
import { emptyWorld } from './look.js'
import { prove } from './prove.js'
import { numbers, randomMistakes, randomWiring } from './random.js'
import { LARGER, WIRINGS } from './wirings.js'

/** What is wrong with the advice for these cases; the whole enumeration is `npm run moves`. */
async function faultsOf(cases: readonly Case[]): Promise<string[]> {
  const empty = new Map(cases.map(({ wiring }) => [wiring, emptyWorld(wiring)]))
  const verdicts = await Promise.all(
    cases.map(({ wiring, plugged }) => prove(wiring, plugged, empty.get(wiring) ?? emptyWorld(wiring))),
  )
  return verdicts.flatMap(({ faults }) => faults)
}

function some(cases: readonly Case[], count: number, seed: number): Case[] {
  const next = numbers(seed)
  return Array.from({ length: Math.min(count, cases.length) }, () => cases[next(cases.length)]).filter(
    (each) => each !== undefined,
  )
}

describe('advice that is followed makes what is plugged in what is declared, with the fewest moves there are', () => {
  it.each(WIRINGS.slice(0, 5).map((wiring) => [wiring.name, wiring] as const))(
    'after any single mistake on a %s',
    async (_name, wiring) => {
      expect(await faultsOf(casesOf(wiring).single)).toEqual([])
    },
  )

  it('after two mistakes on a ring of three (a sample)', async () => {
    const ring = WIRINGS.filter(({ name }) => name === 'ring of 3')
    expect(await faultsOf(ring.flatMap((wiring) => some(casesOf(wiring).double, 40, 11)))).toEqual([])
  })

  it('after one or two mistakes on rings and meshes of five and six (a sample)', async () => {
    expect(await faultsOf(LARGER.flatMap((wiring) => randomMistakes(wiring, 4, 5)))).toEqual([])
  })

  it('whatever is declared and whatever is plugged in (a sample)', async () => {
    expect(await faultsOf(randomWiring(40, 3))).toEqual([])
  })
})
