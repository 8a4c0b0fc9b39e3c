import { resolve } from 'node:path'
import { hint } from '../../lab/near.js'
import { simHand } from '../../sim/control.js'
import { EXIT, UsageError, type ExitCode } from '../exit.js'
import type { Surroundings } from '../surroundings.js'
import { HANDS, unquotedFault } from './hands-words.js'
import type { SimOptions } from './status.js'

/** One verb of a person's hands on a running sim. */
export async function simHands(
  around: Surroundings,
  what: string,
  words: readonly string[],
  { dir }: SimOptions,
): Promise<ExitCode> {
  const hand = HANDS[what]
  if (hand === undefined) throw new UsageError(`hands cannot ${what}${hint(what, Object.keys(HANDS))}`)
  const apart = ['fault', 'mend'].includes(what) ? unquotedFault(words) : null
  if (apart !== null) {
    throw new UsageError(
      `put the name of the fault in quotes: macloom sim hands ${what} ${words[0] ?? '<mac>'} "${apart}"`,
    )
  }
  const [least, most] = hand.words
  if (words.length < least || words.length > most) throw new UsageError(`type: macloom sim hands ${what} ${hand.usage}`)
  await simHand(resolve(around.directory, dir), ...hand.does(words))
  around.say(`done: ${[what, ...words].join(' ')}`)
  return EXIT.ok
}
