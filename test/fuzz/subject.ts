import type { Question, Reply } from '../../src/command/question.js'
import { Unreadable } from '../../src/command/errors.js'
import { presence, type Presence, type Shape } from './presence.js'

/** A parser, and what may be missing from the texts it reads. This is the definition that it is held to. */
export interface Subject extends Partial<Shape> {
  readonly question: Question<unknown>
  /** The command lines of its captures. */
  readonly asks: RegExp
  /**
   * Lines that macOS leaves out where there is no such thing. Whole lines of these may go, and with them what they said;
   * when any other line goes, nothing may be missing from the answer unnoticed.
   */
  readonly mayLack?: RegExp
  /** The same for keys of JSON. */
  readonly mayLackKeys?: readonly string[]
  /** Ranges of lines, one for each item of a list: without such a range there is exactly that item less. */
  readonly items?: (lines: readonly string[]) => readonly Range[]
  /** The list has no end mark: when it ends between two items, nobody can tell. */
  readonly openEnd?: true
  /** What says a thing that is yes or no, where a number says it: where that is gone from the text, so is the thing. */
  readonly evidence?: Readonly<Record<string, RegExp>>
  /** Every line is somebody's words, so two that have run into one cannot be told from one. */
  readonly freeText?: true
  /** Texts that are ours and in no capture. */
  readonly texts?: readonly Reply[]
}

export type Range = readonly [start: number, end: number]

/** An answer to one text. `refused` quotes why. Anything else than Unreadable is a crash and goes on up. */
export type Outcome = { readonly value: unknown } | { readonly refused: string }

export function outcome({ read }: Question<unknown>, reply: Reply): Outcome {
  try {
    return { value: read(reply) }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { refused: error.message }
  }
}

export function presenceOf(subject: Subject, value: unknown): Presence {
  return presence(value, { spelledOut: subject.spelledOut ?? [], dictionaries: subject.dictionaries ?? [] })
}

/** Ranges that begin with such a line and end before the next one, before the end mark, or at the end. */
export function beginningWith(start: RegExp, end?: RegExp): (lines: readonly string[]) => Range[] {
  return (lines) => {
    const first = lines.findIndex((line) => start.test(line))
    const last = end === undefined ? -1 : lines.findIndex((line, at) => at > first && end.test(line))
    // The text ends with a line feed, so behind it stands an empty line that belongs to nobody.
    const stop = last < 0 ? lines.length - 1 : last
    const starts = lines.flatMap((line, at) => (at < stop && start.test(line) ? [at] : []))
    return starts.map((at, index) => [at, starts[index + 1] ?? stop])
  }
}
