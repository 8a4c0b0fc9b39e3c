import { MacTrouble } from '../command/errors.js'
import { unknown, type Answer, type Question } from '../command/question.js'
import { converse, type Ended } from './converse.js'
import { Deadline } from './deadline.js'
import type { Mark } from './frame.js'
import { later, type Later } from './later.js'
import type { Line } from './line.js'
import type { Link } from './link.js'
import { lookScript } from './look-script.js'
import { newSentinel, refuseNul } from './script.js'
import { answer, Sections } from './sections.js'

/** How long a shell may take to start, in seconds. */
const START = 15

/** A question that waits for its answer. */
interface Asked {
  readonly question: Question<unknown>
  readonly answer: Later<Answer<unknown>>
  settled: boolean
}

/**
 * Asks all questions in one exec. Every answer comes as soon as it is there, and a bad one is `unknown` alone. Questions
 * only read, so what a broken link left open is asked once more over a new one; then the promises reject.
 */
export function askTogether(line: Line, questions: readonly Question<unknown>[]): Promise<Answer<unknown>>[] {
  const asked = questions.map((question) => ({ question, answer: later<Answer<unknown>>(), settled: false }))
  pursue(line, asked).catch((err: unknown) => {
    for (const one of asked) one.answer.reject(err instanceof Error ? err : new Error(String(err)))
  })
  return asked.map((one) => one.answer.promise)
}

async function pursue(line: Line, asked: readonly Asked[]): Promise<void> {
  for (const { question } of asked) refuseNul(line.mac, question.command)
  for (let attempt = 1; ; attempt += 1) {
    const link = await line.link()
    const open = asked.filter((one) => !one.settled)
    const { how, seen } = await new Exec(line, open).over(link)
    if (asked.every((one) => one.settled)) return
    if (how === 'ended') throw new MacTrouble('remote-failed', { mac: line.mac, doing: 'look at it', seen })
    if (attempt === 2) throw line.broken('look at it', seen)
  }
}

/** One exec of one script for some questions. */
class Exec {
  readonly #line: Line
  readonly #asked: readonly Asked[]
  readonly #ending = new AbortController()
  readonly #deadlines: Deadline[] = []
  readonly #sections: Sections
  #full = false

  constructor(line: Line, asked: readonly Asked[]) {
    this.#line = line
    this.#asked = asked
    this.#sections = new Sections((index, reply) => {
      const one = asked[index]
      if (one !== undefined) this.#settle(one, answer(line.mac, one.question, reply))
    })
  }

  async over(link: Link): Promise<Ended> {
    const sentinel = newSentinel()
    const questions = this.#asked.map((one) => one.question)
    const start = this.#wind(START, () => {
      this.#ending.abort()
    })
    const onMark = (mark: Mark): void => {
      start.over()
      this.#take(mark)
    }
    const talk = {
      script: lookScript(sentinel, questions),
      sentinel,
      listening: true,
      onMark,
      signal: this.#ending.signal,
    }
    const ended = await converse(link, talk).catch((err: unknown): Ended => ({ how: 'broken', seen: String(err) }))
    for (const deadline of this.#deadlines) deadline.over()
    if (this.#full) throw this.#noFolder()
    return ended
  }

  #take(mark: Mark): void {
    if (mark.words[0] === 'go') for (const one of this.#asked) this.#expect(one)
    else if (mark.words[0] === 'nofolder') this.#full = true
    else this.#sections.take(mark)
  }

  #expect(one: Asked): void {
    const { name, command } = one.question
    this.#wind(command.seconds, () => {
      this.#settle(one, unknown(`${this.#line.mac}: ${name}: no answer within ${String(command.seconds)} s`))
      if (this.#asked.every((other) => other.settled)) this.#ending.abort()
    })
  }

  #settle(one: Asked, value: Answer<unknown>): void {
    one.settled = true
    one.answer.resolve(value)
  }

  #wind(seconds: number, expire: () => void): Deadline {
    const deadline = new Deadline(seconds, expire)
    this.#deadlines.push(deadline)
    return deadline
  }

  #noFolder(): MacTrouble {
    return new MacTrouble('precondition', {
      mac: this.#line.mac,
      doing: 'look at it',
      seen: 'no folder can be made in /private/tmp',
      unchanged: 'Nothing was changed',
      next: 'See whether its disk is full or read-only',
    })
  }
}
