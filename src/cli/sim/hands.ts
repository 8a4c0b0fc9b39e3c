import { resolve } from 'node:path'
import { hint } from '../../lab/near.js'
import { simHand } from '../../sim/control.js'
import type { Hands } from '../../sim/hands.js'
import { EXIT, UsageError, type ExitCode } from '../exit.js'
import type { Surroundings } from '../surroundings.js'
import type { SimOptions } from './status.js'

interface Hand {
  readonly usage: string
  /** How many words may follow. */
  readonly words: readonly [least: number, most: number]
  readonly does: (words: readonly string[]) => readonly [hand: keyof Hands, ...words: unknown[]]
}

/** What a person can do to the Macs of a sim, in the words that one types. */
const HANDS: Readonly<Record<string, Hand>> = {
  plug: { usage: '<mac:n> <mac:n>', words: [2, 2], does: ([a, b]) => ['plug', a, b] },
  unplug: { usage: '<mac:n>', words: [1, 1], does: ([end]) => ['unplug', end] },
  move: { usage: '<mac:n> <mac:n>', words: [2, 2], does: ([from, to]) => ['move', from, to] },
  rdma: {
    usage: '<mac> [on|off]',
    words: [1, 2],
    does: ([mac, to]) => [to === 'off' ? 'disableRdma' : 'enableRdma', mac],
  },
  reboot: { usage: '<mac>', words: [1, 1], does: ([mac]) => ['reboot', mac] },
  unlock: { usage: '<mac>', words: [1, 1], does: ([mac]) => ['unlock', mac] },
  off: { usage: '<mac>', words: [1, 1], does: ([mac]) => ['shutDown', mac] },
  on: { usage: '<mac>', words: [1, 1], does: ([mac]) => ['start', mac] },
  update: {
    usage: '<mac> <version> <build>',
    words: [3, 3],
    does: ([mac, version, build]) => ['changeBuild', mac, { version, build }],
  },
  kill: { usage: '<mac> <launchd label>', words: [2, 2], does: ([mac, label]) => ['kill', mac, label] },
  fault: {
    usage: '<mac> <fault> [value]',
    words: [2, 3],
    does: ([mac, name, to = 'on']) => ['setFault', mac, name, to],
  },
  mend: { usage: '<mac> <fault>', words: [2, 2], does: ([mac, name]) => ['clearFault', mac, name] },
}

/** One verb of a person's hands on a running sim. */
export async function simHands(
  around: Surroundings,
  what: string,
  words: readonly string[],
  { dir }: SimOptions,
): Promise<ExitCode> {
  const hand = HANDS[what]
  if (hand === undefined) throw new UsageError(`hands cannot ${what}${hint(what, Object.keys(HANDS))}`)
  const [least, most] = hand.words
  if (words.length < least || words.length > most) throw new UsageError(`type: macloom sim hands ${what} ${hand.usage}`)
  await simHand(resolve(around.directory, dir), ...hand.does(words))
  around.say(`done: ${[what, ...words].join(' ')}`)
  return EXIT.ok
}
