import type { Case, Family } from './case.js'
import { makeCase } from './cases.js'
import { seeded, seedOf } from './random.js'
import { specimensOf } from './specimen.js'
import { outcome, type Subject } from './subject.js'

export interface Failure {
  readonly index: number
  readonly kind: string
  readonly from: string
  readonly why: string
  readonly reply: string
}

export interface Tally {
  readonly inputs: number
  readonly answered: number
  readonly refused: number
  readonly failed: number
  /** The first ones. */
  readonly failures: readonly Failure[]
}

const SHOWN = 5

/** Gives a parser the mutated inputs `from` to `to` of a seed. The same seed and index are the same input, always. */
export function fuzz(subject: Subject, seed: number, from: number, to: number): Tally {
  const family: Family = { subject, specimens: specimensOf(subject) }
  const tally = { inputs: to - from, answered: 0, refused: 0, failed: 0, failures: [] as Failure[] }
  for (let index = from; index < to; index += 1) {
    const made = makeCase(family, seeded(seedOf(seed, subject.question.name, index)))
    const verdict = judge(subject, made)
    if (verdict === 'answered' || verdict === 'refused') tally[verdict] += 1
    else {
      tally.failed += 1
      if (tally.failures.length < SHOWN) tally.failures.push(failure(index, made, verdict.wrong))
    }
  }
  return tally
}

function judge({ question }: Subject, { reply, wrong }: Case): 'answered' | 'refused' | { wrong: string } {
  try {
    const found = outcome(question, reply)
    if ('refused' in found) return 'refused'
    const why = wrong(found.value, reply)
    return why === null ? 'answered' : { wrong: `${why}; the answer was ${JSON.stringify(found.value)}` }
  } catch (error) {
    return { wrong: `crash: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` }
  }
}

function failure(index: number, { kind, from, reply }: Case, why: string): Failure {
  const text = JSON.stringify(reply)
  return { index, kind, from, why: why.slice(0, 600), reply: text.length > 4000 ? `${text.slice(0, 4000)}…` : text }
}
