import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { Tally } from './run.js'
import { fuzz } from './run.js'
import { SUBJECTS } from './subjects.js'
import { add, EMPTY, table, type Row } from './table.js'
import type { Stretch } from './worker.js'

const USAGE = 'npm run fuzz -- [--count 1000000] [--seed 1] [--only <part of a name>] [--case <number>]'

/** Inputs that a worker gets at a time; after so many seconds without an answer it hangs. */
const STRETCH = 10_000
const PATIENCE = 600

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    case: { type: 'string' },
  },
})
const [count, seed] = [wholeNumber(values.count), wholeNumber(values.seed)]
const subjects = SUBJECTS.filter(({ question }) => question.name.includes(values.only))
if (subjects.length === 0)
  fail(`no parser is called ${values.only}; there are: ${SUBJECTS.map(({ question }) => question.name).join(', ')}`)

if (values.case !== undefined) replay(wholeNumber(values.case))
else await all()

function wholeNumber(text: string): number {
  const value = Number(text)
  return Number.isSafeInteger(value) && value >= 0 ? value : fail(`${text} is no whole number`)
}

function fail(why: string): never {
  process.stderr.write(`${why}\n${USAGE}\n`)
  process.exit(2)
}

/** One input again, with all that is known of it. */
function replay(index: number): void {
  for (const subject of subjects) {
    const { failures, answered } = fuzz(subject, seed, index, index + 1)
    const [failure] = failures
    const word = failure === undefined ? (answered === 1 ? 'answered' : 'refused') : JSON.stringify(failure, null, 2)
    process.stdout.write(`${subject.question.name}, seed ${seed}, case ${index}: ${word}\n`)
    if (failure !== undefined) process.exitCode = 1
  }
}

async function all(): Promise<void> {
  const rows = new Map<string, Row>(subjects.map(({ question }) => [question.name, EMPTY]))
  const stretches = subjects.flatMap(({ question }) => stretchesOf(question.name))
  const total = stretches.length
  const started = performance.now()
  const next = (): Stretch | undefined => {
    const done = total - stretches.length
    if (process.stderr.isTTY || done % 100 === 0) process.stderr.write(`${done} of ${total} stretches\n`)
    return stretches.shift()
  }
  const note = ({ subject }: Stretch, tally: Tally): void => {
    for (const failure of tally.failures) {
      process.stdout.write(`${JSON.stringify({ subject, seed, ...failure })}\n`)
      process.stdout.write(`  again: npm run fuzz -- --only '${subject}' --seed ${seed} --case ${failure.index}\n`)
    }
    rows.set(subject, add(rows.get(subject) ?? EMPTY, tally))
  }
  await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, () => work(next, note)))
  const failed = [...rows.values()].reduce((sum, row) => sum + row.failed, 0)
  process.stdout.write(table(rows, seed, (performance.now() - started) / 1000))
  if (failed > 0) process.exitCode = 1
}

function stretchesOf(subject: string): Stretch[] {
  const starts = Array.from({ length: Math.ceil(count / STRETCH) }, (_, at) => at * STRETCH)
  return starts.map((from) => ({ subject, seed, from, to: Math.min(from + STRETCH, count) }))
}

/** One worker until nothing is left. A parser that hangs stops the run and is named. */
async function work(next: () => Stretch | undefined, note: (stretch: Stretch, tally: Tally) => void): Promise<void> {
  const worker = new Worker(new URL('worker.js', import.meta.url))
  for (let stretch = next(); stretch !== undefined; stretch = next()) note(stretch, await answerTo(worker, stretch))
  await worker.terminate()
}

function answerTo(worker: Worker, stretch: Stretch): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const { subject, from, to } = stretch
    const hung = setTimeout(() => {
      reject(new Error(`${subject} hangs: seed ${seed}, between case ${from} and ${to}, ${PATIENCE} s`))
    }, PATIENCE * 1000)
    worker.once('error', reject)
    worker.once('message', (tally: Tally) => {
      clearTimeout(hung)
      worker.removeListener('error', reject)
      resolve(tally)
    })
    worker.postMessage(stretch)
  })
}
