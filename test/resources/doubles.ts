import type { Tell, Writer } from '../../src/command/mac.js'
import { MacTrouble, type Trouble } from '../../src/command/errors.js'
import { known, type Question } from '../../src/command/question.js'
import type { Writers } from '../../src/resources/kind.js'
import { macRecord, type MacRecord } from '../../src/resources/record.js'

/**
 * A strict stand-in of one Mac for tests of the loop: it keeps our record as real tells write it, carries out the two
 * commands that the record is made of, and throws on anything it was not taught.
 */
export class FakeMac {
  readonly name: string
  readonly facts: Record<string, string> = {}
  readonly told: string[] = []
  state: Record<string, unknown> = {}
  /** How it fails whoever asks or tells it. */
  ails: Trouble | null = null
  /** Runs before a tell; throw from it to break a converge at that point. */
  beforeTell: (tell: Tell) => void = () => undefined

  constructor(name: string) {
    this.name = name
  }

  writer(): Writer {
    return {
      mac: this.name,
      prefix: async () => '',
      ask: async <T>(question: Question<T>) => {
        this.#answering()
        if (question.name === macRecord.name) return known(this.record() as T)
        if (question.name === 'state') return known(this.state as T)
        throw new Error(`the fake Mac was asked ${question.name}`)
      },
      tell: async (tell) => {
        this.#answering()
        this.beforeTell(tell)
        this.told.push(tell.what)
        for (const command of tell.commands) this.#carryOut(command.words.map(wordText), String(command.stdin ?? ''))
      },
      send: async () => {
        throw new Error('the fake Mac takes no files')
      },
      renew: () => undefined,
      reconnect: async () => this.#answering(),
      progress: () => undefined,
    }
  }

  record(): MacRecord {
    return { version: 1, facts: { ...this.facts } }
  }

  #answering(): void {
    if (this.ails === null) return
    throw new MacTrouble(this.ails, { mac: this.name, doing: 'look at it', seen: `it is ${this.ails}` })
  }

  #carryOut(words: string[], stdin: string): void {
    const [tool, ...rest] = words
    const fact = (path: string) => path.replace('/usr/local/macloom/', '')
    if (tool === 'set') this.state = { ...this.state, [rest[0] ?? '']: rest[1] }
    else if (tool === 'tee') this.facts[fact(rest[0] ?? '')] = stdin.trimEnd()
    else if (tool === 'mv') {
      const [, from = '', to = ''] = rest
      this.facts[fact(to)] = this.facts[fact(from)] ?? ''
      delete this.facts[fact(from)]
    } else if (tool === 'rm') delete this.facts[fact(rest[1] ?? '')]
    else if (tool !== 'mkdir' && tool !== 'chmod') throw new Error(`the fake Mac was told ${words.join(' ')}`)
  }
}

function wordText(word: string | { path: string }): string {
  return typeof word === 'string' ? word : word.path
}

export function writersOf(...macs: readonly FakeMac[]): Writers {
  return {
    names: macs.map((mac) => mac.name),
    of: (name) => {
      const mac = macs.find((each) => each.name === name)
      if (mac === undefined) throw new Error(`no Mac ${name}`)
      return mac.writer()
    },
  }
}
