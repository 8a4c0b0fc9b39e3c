import { casesOf, type Case } from './cases.js'
import { emptyWorld } from './look.js'
import { prove, type Verdict } from './prove.js'
import { randomMistakes, randomWiring } from './random.js'
import { LARGER, WIRINGS } from './wirings.js'

const SAMPLE = 500

/** Every case of 2 to 4 Macs, a seeded sample of 5 and 6, and random wirings: a row per wiring, every fault in full. */
async function main(only: string | undefined): Promise<number> {
  let faults = 0
  for (const wiring of WIRINGS.filter(({ name }) => only === undefined || name === only)) {
    const { single, double } = casesOf(wiring)
    faults += await report(`${wiring.name}, single`, single)
    faults += await report(`${wiring.name}, double`, double)
  }
  if (only !== undefined) return faults
  for (const wiring of LARGER) {
    faults += await report(`${wiring.name}, sample`, randomMistakes(wiring, SAMPLE, 1))
  }
  return faults + (await report('random wirings', randomWiring(SAMPLE, 1)))
}

async function report(title: string, cases: readonly Case[]): Promise<number> {
  const verdicts: Verdict[] = []
  const empty = new Map(cases.map(({ wiring }) => [wiring, emptyWorld(wiring)]))
  for (const { wiring, plugged } of cases) {
    verdicts.push(await prove(wiring, plugged, empty.get(wiring) ?? emptyWorld(wiring)))
  }
  const sum = (of: (verdict: Verdict) => number) => verdicts.reduce((total, verdict) => total + of(verdict), 0)
  const faults = verdicts.flatMap((verdict) => verdict.faults)
  const cost = `${sum(({ moves }) => moves)} moves and ${sum(({ cables }) => cables)} new cables`
  console.log(
    `${title}: ${cases.length} cases, ${cost}, optimum ${sum(({ optimum }) => optimum)}, ${faults.length} faults`,
  )
  for (const fault of faults) console.log(`  ${fault}`)
  return faults.length
}

process.exitCode = (await main(process.argv[2])) === 0 ? 0 : 1
