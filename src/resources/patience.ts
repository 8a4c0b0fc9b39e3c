import { setTimeout as pause } from 'node:timers/promises'
import type { Question } from '../command/question.js'
import type { Reader } from '../command/mac.js'

let turns = 0

/** The same question under a new name, so that the look's shared answer is not taken for a fresh one. */
export function again<T>(question: Question<T>): Question<T> {
  turns += 1
  return { ...question, name: `${question.name} (again ${turns})` }
}

/** One Mac as it is now, whatever the look has said: macOS goes on changing things after a tell has ended. */
export function afresh(mac: Reader): Reader {
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
