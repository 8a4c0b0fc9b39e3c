import { play, type Played } from './play.js'
import { scenarioOf, TROUBLES } from './scenario.js'

const SECONDS = 5

/** `[--count 500] [--seed 0] [--only <seed>] [--lanes 4]`: seeded runs, and a table of how they ended. */
async function main(words: readonly string[]): Promise<number> {
  const option = (name: string, otherwise: number) => {
    const at = words.indexOf(`--${name}`)
    return at < 0 ? otherwise : Number(words[at + 1])
  }
  const only = option('only', -1)
  const first = only < 0 ? option('seed', 0) : only
  const seeds = Array.from({ length: only < 0 ? option('count', 500) : 1 }, (_, at) => first + at)
  const played = await play(seeds.map(scenarioOf), option('lanes', 4), SECONDS)
  process.stdout.write(`${table(played)}\n`)
  return played.stranded.length === 0 ? 0 : 1
}

function table({ outcomes, stranded }: Played): string {
  const rows = TROUBLES.map((trouble) => {
    const of = outcomes.filter(({ scenario }) => scenario.trouble === trouble)
    const count = (ended: string) => String(of.filter((each) => each.ended === ended).length).padStart(6)
    const slowest = Math.max(0, ...of.map(({ seconds }) => seconds ?? 0)).toFixed(1)
    return `${trouble.padEnd(20)}${String(of.length).padStart(6)}${count('old')}${count('new')}${slowest.padStart(9)} s`
  })
  const slowest = Math.max(0, ...outcomes.map(({ seconds }) => seconds ?? 0))
  return [
    `${'trouble'.padEnd(20)}  runs   old   new   slowest`,
    ...rows,
    `${outcomes.length} runs, ${stranded.length} stranded; slowest end of a timer of ${SECONDS} s: ${slowest.toFixed(1)} s`,
    ...stranded,
  ].join('\n')
}

process.exitCode = await main(process.argv.slice(2))
