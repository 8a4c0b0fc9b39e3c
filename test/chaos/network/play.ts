import { startBench } from '../../sim/lab.js'
import { Lane, type Outcome } from './lane.js'
import { inWords, type Scenario } from './scenario.js'

export interface Played {
  readonly outcomes: readonly Outcome[]
  /** Scenarios that left a Mac neither old nor new, out of reach, or not as it was found; with what was seen. */
  readonly stranded: readonly string[]
}

/** Plays scenarios on so many sim Macs at a time. A Mac that was stranded is not used again. */
export async function play(scenarios: readonly Scenario[], lanes: number, seconds: number): Promise<Played> {
  const names = Array.from({ length: lanes }, (_, at) => [`left-${at + 1}`, `right-${at + 1}`] as const)
  const bench = await startBench({
    ...{ lab: 'chaos', seed: 7 },
    macs: Object.fromEntries(names.flat().map((name) => [name, { model: 'Mac15,14' }])),
    cables: names.map(([left, right]) => `${left}:2 <-> ${right}:2`),
  })
  const [outcomes, stranded, waiting]: [Outcome[], string[], Scenario[]] = [[], [], [...scenarios]]
  const work = async (name: string): Promise<void> => {
    const lane = new Lane(bench, name, seconds)
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        outcomes.push(await lane.play(next))
      } catch (error) {
        stranded.push(`${inWords(next)}: ${error instanceof Error ? error.message : String(error)}`)
        return
      }
    }
  }
  try {
    await Promise.all(names.map(([name]) => work(name)))
  } finally {
    await bench.end()
  }
  return { outcomes, stranded: [...stranded, ...waiting.map((each) => `${inWords(each)}: not played`)] }
}
