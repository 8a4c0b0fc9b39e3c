import { MacTrouble } from '../../src/command/errors.js'
import type { Reader } from '../../src/command/mac.js'
import { known, unknown, type Answer, type Question, type Reply } from '../../src/command/question.js'
import type { Readers } from '../../src/resources/kind.js'

/** A strict stand-in of one Mac for observe: it answers what it was taught, by the question's own parser, and throws on the rest. */
export class AskedMac {
  readonly name: string
  readonly asked: string[] = []
  readonly #answers = new Map<string, () => Answer<unknown>>()
  readonly #prefix: string
  #down = false

  constructor(name: string, prefix = '') {
    this.name = name
    this.#prefix = prefix
  }

  /** Answers with what the tool printed. */
  answers<T>(question: Question<T>, reply: Reply): this {
    this.#answers.set(question.name, () => {
      try {
        return known(question.read(reply))
      } catch (error) {
        return unknown(String(error))
      }
    })
    return this
  }

  /** Answers with a value. */
  knows<T>(question: Question<T>, value: T): this {
    this.#answers.set(question.name, () => known(value))
    return this
  }

  goesDown(): this {
    this.#down = true
    return this
  }

  reader(): Reader {
    return {
      mac: this.name,
      prefix: async () => this.#prefix,
      ask: async <T>({ name }: Question<T>) => {
        if (this.#down) throw new MacTrouble('unreachable', { mac: this.name, doing: 'connect', seen: 'refused' })
        this.asked.push(name)
        const answer = this.#answers.get(name)
        if (answer === undefined) throw new Error(`${this.name} was asked ${name}`)
        return answer() as Answer<T>
      },
    }
  }

  readers(...others: readonly AskedMac[]): Readers {
    return readersOf(this, ...others)
  }
}

export function readersOf(...macs: readonly AskedMac[]): Readers {
  return {
    names: macs.map(({ name }) => name),
    of: (name) => {
      const mac = macs.find((each) => each.name === name)
      if (mac === undefined) throw new Error(`no Mac ${name}`)
      return mac.reader()
    },
  }
}
