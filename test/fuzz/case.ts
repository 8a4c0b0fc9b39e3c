import type { Reply } from '../../src/command/question.js'
import { lost, type Presence } from './presence.js'
import type { Specimen } from './specimen.js'
import { presenceOf, type Subject } from './subject.js'

/** A mutated reply and what is wrong with an answer to it; to refuse it is never wrong. */
export interface Case {
  readonly kind: string
  readonly from: string
  readonly reply: Reply
  readonly wrong: (value: unknown, reply: Reply) => string | null
}

export interface Family {
  readonly subject: Subject
  readonly specimens: readonly Specimen[]
}

/** Nothing may be missing that was there before. */
export function keeps(subject: Subject, before: Presence): Case['wrong'] {
  return (value, { stdout }) => {
    const path = lost(before, presenceOf(subject, value))
    if (path === null || subject.evidence?.[path]?.test(stdout) === false) return null
    return `lost: ${path}`
  }
}

/** One item of a list is missing, and the others are as they were. */
export function oneLess(before: readonly unknown[]): Case['wrong'] {
  const texts = new Set(before.map((item) => JSON.stringify(item)))
  return (value) => {
    const left = listOf(value)
    if (left?.length !== before.length - 1)
      return `one item dropped of ${before.length}, ${left?.length ?? 'none'} left`
    return left.every((item) => texts.has(JSON.stringify(item))) ? null : 'an item changed when another was dropped'
  }
}

export function listOf(value: unknown): readonly unknown[] | null {
  if (value instanceof Map) return [...value.entries()]
  return Array.isArray(value) ? value : null
}
