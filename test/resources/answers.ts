import type { Reader } from '../../src/command/mac.js'
import { known, unknown, type Question } from '../../src/command/question.js'
import { captured } from '../captures/read.js'
import type { Readers } from '../../src/resources/kind.js'

/** Says which question gets which answer. */
export function answer<T>(question: Question<T>, value: T): readonly [string, unknown] {
  return [question.name, value]
}

/** A strict stand-in of Macs that are only asked: it throws on any question it was not given. */
export function answering(macs: Readonly<Record<string, readonly (readonly [string, unknown])[]>>): Readers {
  const reader = (mac: string): Reader => {
    const answers = new Map(macs[mac] ?? [])
    return {
      mac,
      prefix: async () => '',
      ask: async <T>({ name }: Question<T>) => {
        if (!answers.has(name)) throw new Error(`${mac} was asked ${name}`)
        const value = answers.get(name)
        return value === UNREAD ? unknown(`${name}: not as expected`) : known(value as T)
      },
    }
  }
  return { names: Object.keys(macs), of: reader }
}

/** In place of a value: the answer that a parser did not recognise. */
export const UNREAD = Symbol('unread')

export function unread(question: Question<unknown>): readonly [string, unknown] {
  return [question.name, UNREAD]
}

/** The answer that the question's own parser reads out of a capture. */
export function captureOf<T>(question: Question<T>, file: string): readonly [string, unknown] {
  return [question.name, question.read(captured(file))]
}
