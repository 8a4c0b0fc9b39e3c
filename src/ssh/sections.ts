import { answerOf, unknown, type Answer, type Question, type Reply } from '../command/question.js'
import { STREAM_CAP, type Mark } from './frame.js'

/** Puts the marks of a look together to replies: `o <index> <exit>`, then `e` after stdout, then `.` after stderr. */
export class Sections {
  readonly #onReply: (index: number, reply: Reply | null) => void
  #index = -1
  #exit = 0
  #stdout: Buffer | null = null

  /** `onReply` gets null for a command that said more than a stream may say. */
  constructor(onReply: (index: number, reply: Reply | null) => void) {
    this.#onReply = onReply
  }

  take({ words, before }: Mark): void {
    if (words[0] === 'o') {
      this.#index = Number(words[1])
      this.#exit = Number(words[2])
    } else if (words[0] === 'e') {
      this.#stdout = before
    } else if (words[0] === '.') {
      const whole = full(this.#stdout) || full(before) ? null : { stdout: this.#stdout, stderr: before }
      this.#onReply(this.#index, whole === null ? null : { exit: this.#exit, ...texts(whole) })
    }
  }
}

/** One question's answer; one that said more than a stream may say is unknown. */
export function answer(mac: string, question: Question<unknown>, reply: Reply | null): Answer<unknown> {
  if (reply !== null) return answerOf(mac, question, reply)
  return unknown(`${mac}: ${question.name}: it said more than ${String(STREAM_CAP / 2 ** 20)} MB`)
}

function full(stream: Buffer | null): stream is null {
  return stream === null || stream.length >= STREAM_CAP
}

function texts({ stdout, stderr }: { stdout: Buffer | null; stderr: Buffer | null }): Omit<Reply, 'exit'> {
  return { stdout: stdout?.toString('utf8') ?? '', stderr: stderr?.toString('utf8') ?? '' }
}
