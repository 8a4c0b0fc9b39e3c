import { setTimeout as pause } from 'node:timers/promises'
import type { Question } from '../command/question.js'
import type { Reader } from '../command/mac.js'
import type { Readers } from './kind.js'

let turns = 0

/** The same question under a new name, so that the look's shared answer is not taken for a fresh one. */
export function again<T>(question: Question<T>): Question<T> {
  turns += 1
  return { ...question, name: `${question.name} (again ${turns})` }
}

/**
 * The Macs as seen by questions on their own: after a tell, a question of the base look would bring the whole look with
 * it, and `system_profiler` alone takes a second.
 */
export function alone(macs: Readers): Readers {
  return { names: macs.names, of: (name) => aside(macs.of(name)) }
}

/** One Mac as seen by questions on their own. */
export function aside(mac: Reader): Reader {
  return { mac: mac.mac, prefix: () => mac.prefix(), ask: (question) => mac.ask(again(question)) }
}

/**
 * Asks again and again until the answer is `enough`, at growing intervals. True when it came in time; macOS carries out
 * several changes after the command has returned (bootout, network services).
 */
export async function until<T>(
  mac: Reader,
  question: Question<T>,
  enough: (value: T) => boolean,
  seconds: number,
): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000
  for (let wait = 100; ; wait = Math.min(wait * 2, 2000)) {
    const answer = await mac.ask(again(question))
    if (answer.known && enough(answer.value)) return true
    if (Date.now() + wait > deadline) return false
    await pause(wait)
  }
}
