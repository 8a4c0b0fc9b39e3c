import { onMac, run } from '../command/command.js'
import { MacTrouble } from '../command/errors.js'
import type { Reader } from '../command/mac.js'
import type { Answer, Question } from '../command/question.js'
import type { Line } from './line.js'
import { askTogether } from './look.js'

/** How long questions with parameters are gathered into one exec, in milliseconds. */
const GATHER = 20

const prefix: Question<string> = {
  name: 'macloom prefix',
  command: run('printf', '%s', onMac('')),
  read: ({ stdout }) => stdout,
}

interface Waiting {
  readonly question: Question<unknown>
  readonly resolve: (answer: Promise<Answer<unknown>>) => void
}

/**
 * The answers of one Mac, shared by everybody who asks until `invalidate` or `renew`. The first question of the base
 * look brings the whole look with it; after a tell only what is asked again is asked (`system_profiler` alone takes a
 * second on a Mac).
 */
export class SharedReader implements Reader {
  readonly mac: string
  readonly #line: Line
  readonly #base: readonly Question<unknown>[]
  #answers = new Map<string, Promise<Answer<unknown>>>()
  #looked = false
  #waiting: Waiting[] = []

  constructor(line: Line, look: readonly Question<unknown>[]) {
    this.mac = line.mac
    this.#line = line
    this.#base = [prefix, ...look]
  }

  async prefix(): Promise<string> {
    const found = await this.ask(prefix)
    if (found.known) return found.value
    throw new MacTrouble('remote-failed', { mac: this.mac, doing: 'read its prefix', seen: found.why })
  }

  async ask<T>(question: Question<T>): Promise<Answer<T>> {
    const { name } = question
    if (!this.#answers.has(name)) {
      if (!this.#looked && this.#base.some((one) => one.name === name)) this.look()
      else this.#keep(name, this.#gather(question))
    }
    // Answers are kept under the name of the question, and a name stands for one type: Question says so.
    return (await this.#answers.get(name)) as Answer<T>
  }

  /** Starts the base look, unless its answers are here or under way. */
  look(): void {
    this.#looked = true
    const missing = this.#base.filter((question) => !this.#answers.has(question.name))
    if (missing.length === 0) return
    const answers = askTogether(this.#line, missing)
    missing.forEach((question, index) => {
      const promise = answers[index]
      if (promise !== undefined) this.#keep(question.name, promise)
    })
  }

  /** Forgets every answer: what was told since may have changed any of them. */
  invalidate(): void {
    const own = this.#answers.get(prefix.name)
    this.#answers = new Map(own === undefined ? [] : [[prefix.name, own]])
  }

  /** Forgets that it ever looked: the next question brings the whole look. */
  renew(): void {
    this.#answers = new Map()
    this.#looked = false
  }

  #gather(question: Question<unknown>): Promise<Answer<unknown>> {
    if (this.#waiting.length === 0) setTimeout(() => this.#flush(), GATHER)
    return new Promise((resolve) => {
      this.#waiting.push({ question, resolve })
    })
  }

  #flush(): void {
    const waiting = this.#waiting
    this.#waiting = []
    const answers = askTogether(
      this.#line,
      waiting.map(({ question }) => question),
    )
    waiting.forEach(({ resolve }, index) => {
      const promise = answers[index]
      if (promise !== undefined) resolve(promise)
    })
  }

  /** A rejection is no answer: it is handed to those who wait, and the next one asks again. */
  #keep(name: string, promise: Promise<Answer<unknown>>): void {
    const answers = this.#answers
    answers.set(name, promise)
    promise.catch(() => {
      if (answers.get(name) === promise) answers.delete(name)
    })
  }
}
