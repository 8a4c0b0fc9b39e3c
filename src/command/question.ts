import type { Command } from './command.js'

/** What a finished command said: its numeric exit code and both streams, whole. */
export interface Reply {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** A command that only reads, with the parser of its reply. `read` throws Unreadable on anything it does not recognise. */
export interface Question<T> {
  /** Unique among the questions of one look, parameters included: `networksetup -getinfo Thunderbolt 2`. */
  readonly name: string
  readonly command: Command
  readonly read: (reply: Reply) => T
  /**
   * The same reply, put together from plain commands that a person would have typed, for a command of ours that nobody
   * would: a script, or another flag. Null when too little of it was recorded. Pure.
   */
  readonly compose?: (recorded: Recorded) => Reply | null
}

/** What a plain command said when somebody ran it; null when nobody did. */
export type Recorded = (...words: readonly string[]) => Reply | null

/** The answer to one question. `unknown` says why in a sentence; it never means absent. */
export type Answer<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string }

export function known<T>(value: T): Answer<T> {
  return { known: true, value }
}

export function unknown(why: string): Answer<never> {
  return { known: false, why }
}

/** One question's answer, judged by itself: a parser that throws makes it unknown and nothing else. */
export function answerOf<T>(mac: string, question: Question<T>, reply: Reply): Answer<T> {
  try {
    return known(question.read(reply))
  } catch (err) {
    return unknown(`${mac}: ${question.name}: ${err instanceof Error ? err.message : String(err)}`)
  }
}
