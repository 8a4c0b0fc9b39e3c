import { parentPort } from 'node:worker_threads'
import { fuzz } from './run.js'
import { SUBJECTS } from './subjects.js'

/** A stretch of the inputs of one parser. */
export interface Stretch {
  readonly subject: string
  readonly seed: number
  readonly from: number
  readonly to: number
}

parentPort?.on('message', ({ subject, seed, from, to }: Stretch) => {
  const found = SUBJECTS.find(({ question }) => question.name === subject)
  if (found === undefined) throw new Error(`no subject ${subject}`)
  parentPort?.postMessage(fuzz(found, seed, from, to))
})
