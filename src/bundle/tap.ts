import { argvOf } from '../command/command.js'
import type { Reader } from '../command/mac.js'
import { answerOf, type Question, type Reply } from '../command/question.js'
import type { Recording } from './replay.js'

/** The same question, answered by what was printed instead of what that means. */
export function raw(question: Question<unknown>): Question<Reply> {
  return { name: question.name, command: question.command, read: (reply) => reply }
}

/** A recording with the name of the question that it answers. */
export interface Taped extends Recording {
  readonly name: string
}

/**
 * A Reader that keeps every reply that passes, and answers as ever. The Reader below it must ask its base look as `raw`,
 * for it shares answers under the names of questions.
 */
export function tapped(reader: Reader, keep: (recording: Taped) => void): Reader {
  return {
    mac: reader.mac,
    prefix: () => reader.prefix(),
    ask: async (question) => {
      const reply = await reader.ask(raw(question))
      if (!reply.known) return reply
      keep({ name: question.name, argv: argvOf(question.command), reply: reply.value })
      return answerOf(reader.mac, question, reply.value)
    },
  }
}
