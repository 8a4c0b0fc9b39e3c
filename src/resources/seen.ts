import type { Answer } from '../command/question.js'
import type { Seen, UnknownValue } from './words.js'

/** An answer as outputs hold it: the value, or why it could not be read. */
export function seenOf<T>(answer: Answer<T>): Seen<T> {
  return answer.known ? answer.value : { unknown: answer.why }
}

/** The answer translated, or why it could not be read. */
export function seenAs<T, U>(answer: Answer<T>, translate: (value: T) => U): Seen<U> {
  return answer.known ? translate(answer.value) : { unknown: answer.why }
}

/** The first reason why one of several answers is missing, null when all are there. */
export function missing(answers: readonly Answer<unknown>[]): UnknownValue | null {
  for (const answer of answers) if (!answer.known) return { unknown: answer.why }
  return null
}
