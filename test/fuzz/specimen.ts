import type { Reply } from '../../src/command/question.js'
import { CAPTURES, replyOf } from '../captures/read.js'
import { isAbsence, type Presence } from './presence.js'
import { outcome, presenceOf, type Outcome, type Range, type Subject } from './subject.js'

/** A text of a subject with its right answer, both worked out once. */
export interface Specimen {
  readonly name: string
  readonly reply: Reply
  readonly lines: readonly string[]
  readonly answer: Outcome
  readonly presence: Presence
  readonly items: readonly Range[]
  /** The report as a value, for a text that is JSON. */
  readonly json: boolean
}

const NOTHING: Presence = { counts: new Map(), unknown: [] }

/** Every text of a subject: its captures, and those that are ours. */
export function specimensOf(subject: Subject): Specimen[] {
  const captures = CAPTURES.filter(({ tool }) => subject.asks.test(tool.join(' ')))
  return [
    ...captures.map((capture) => specimen(subject, capture.file, replyOf(capture))),
    ...(subject.texts ?? []).map((reply, at) => specimen(subject, `text ${at + 1}`, reply)),
  ]
}

function specimen(subject: Subject, name: string, reply: Reply): Specimen {
  const answer = outcome(subject.question, reply)
  const lines = reply.stdout.split('\n')
  return {
    name,
    reply,
    lines,
    answer,
    presence: 'value' in answer ? presenceOf(subject, answer.value) : NOTHING,
    items: 'value' in answer && subject.items !== undefined ? subject.items(lines) : [],
    json: /^\s*\{[^]*\}\s*$/.test(reply.stdout),
  }
}

/** Whether a reply is word for word (JSON: value for value) one that says "there is none". */
export function saysNone(specimens: readonly Specimen[], { exit, stdout, stderr }: Reply): boolean {
  return specimens.some(({ answer, reply }) => {
    if (!('value' in answer) || !isAbsence(answer.value)) return false
    return reply.exit === exit && text(reply.stdout) === text(stdout) && reply.stderr === stderr
  })
}

// Blanks say nothing; line feeds do, but in JSON.
function text(stdout: string): string {
  return stdout.startsWith('{') ? stdout.replaceAll(/\s/g, '') : stdout.replaceAll(/[ \t]+/g, ' ')
}
