import { argvOf, shown } from '../command/command.js'
import type { MacTrouble } from '../command/errors.js'
import type { Reader } from '../command/mac.js'
import { answerOf, unknown, type Answer, type Question, type Recorded, type Reply } from '../command/question.js'
import { commandKey } from './argv.js'

/** One command that was run on a Mac, with what it said. */
export interface Recording {
  readonly argv: readonly string[]
  readonly reply: Reply
}

/** Everything that a bundle holds of one Mac. */
export interface RecordedMac {
  readonly mac: string
  readonly recordings: readonly Recording[]
  /** Why it could not be asked when it was recorded. */
  readonly silence: MacTrouble | null
}

/**
 * Answers questions with what the same command said when it was recorded, by the question's own parser. A command that
 * nobody recorded is unknown, never absent. Of a command that was recorded twice the last reply counts.
 */
export function replaying({ mac, recordings, silence }: RecordedMac): Reader {
  const replies = new Map(recordings.map(({ argv, reply }) => [commandKey(argv), reply]))
  const recorded: Recorded = (...argv) => replies.get(commandKey(argv)) ?? null
  return {
    mac,
    // What was in front of the paths of this Mac was taken off when it was recorded.
    prefix: async () => spoken(silence, ''),
    ask: async <T>(question: Question<T>): Promise<Answer<T>> => {
      spoken(silence, null)
      const reply = recorded(...argvOf(question.command))
      return reply === null ? composed(mac, question, recorded) : answerOf(mac, question, reply)
    },
  }
}

function composed<T>(mac: string, question: Question<T>, recorded: Recorded): Answer<T> {
  try {
    const reply = question.compose?.(recorded) ?? null
    if (reply !== null) return answerOf(mac, question, reply)
  } catch (error) {
    return unknown(`${mac}: ${question.name}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return unknown(`${mac}: ${question.name}: not in this bundle: ${shown(question.command)}`)
}

function spoken<T>(silence: MacTrouble | null, value: T): T {
  if (silence !== null) throw silence
  return value
}
