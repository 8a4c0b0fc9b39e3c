import { hint } from '../../lab/near.js'
import { FAULTS, isFault } from '../../sim/fault-names.js'
import type { Hands } from '../../sim/hands.js'
import { UsageError } from '../exit.js'

export interface Hand {
  readonly usage: string
  readonly what: string
  /** How many words may follow. */
  readonly words: readonly [least: number, most: number]
  /** Throws UsageError for words that no hand understands. */
  readonly does: (words: readonly string[]) => readonly [hand: keyof Hands, ...words: unknown[]]
}

/** Faults that mean nothing without a value; the others are on or off. */
export const VALUED: ReadonlySet<string> = new Set([
  ...['delay', 'drop after', 'drop once after', 'other host key', 'disk full', 'port taken', 'reboot'],
  ...['rank exits', 'rank crashes', 'rank is slow', 'rank in a hurry', 'job hangs'],
  ...['gid index 2', 'gid index 2 until toggled', 'rdma device missing', 'rdma port stuck down', 'update takes'],
])

/** What a person can do to the Macs of a sim, in the words that one types. */
export const HANDS: Readonly<Record<string, Hand>> = {
  plug: {
    ...{ usage: '<mac:n> <mac:n>', what: 'a cable into two receptacles' },
    ...{ words: [2, 2], does: ([a, b]) => ['plug', a, b] },
  },
  unplug: { usage: '<mac:n>', what: 'pull a plug', words: [1, 1], does: ([end]) => ['unplug', end] },
  move: {
    ...{ usage: '<mac:n> <mac:n>', what: 'a plug to another receptacle' },
    ...{ words: [2, 2], does: ([from, to]) => ['move', from, to] },
  },
  rdma: {
    ...{ usage: '<mac> [on|off]', what: 'the visit to recoveryOS' },
    ...{ words: [1, 2], does: ([mac, to = 'on']) => [rdmaHand(to), mac] },
  },
  'rdma-switch': {
    ...{ usage: '<mac> [on|off]', what: 'in System Settings of macOS 27; counts from the next start' },
    ...{ words: [1, 2], does: ([mac, to = 'on']) => ['switchRdma', mac, rdmaHand(to) === 'enableRdma'] },
  },
  charge: {
    ...{ usage: '<mac> mains|battery [per cent]', what: 'the charger of a laptop' },
    ...{ words: [2, 3], does: charge },
  },
  reboot: { usage: '<mac>', what: 'restart it', words: [1, 1], does: ([mac]) => ['reboot', mac] },
  unlock: {
    ...{ usage: '<mac>', what: 'log in at the screen, where FileVault has locked it' },
    ...{ words: [1, 1], does: ([mac]) => ['unlock', mac] },
  },
  off: { usage: '<mac>', what: 'shut it down', words: [1, 1], does: ([mac]) => ['shutDown', mac] },
  on: { usage: '<mac>', what: 'press the power button', words: [1, 1], does: ([mac]) => ['start', mac] },
  update: {
    ...{ usage: '<mac> <version> <build>', what: 'another macOS' },
    ...{ words: [3, 3], does: ([mac, version, build]) => ['changeBuild', mac, { version, build }] },
  },
  kill: {
    ...{ usage: '<mac> <launchd label>', what: 'the process of a job, as a crash would' },
    ...{ words: [2, 2], does: ([mac, label]) => ['kill', mac, label] },
  },
  fault: { usage: '<mac> <fault> [value]', what: 'something goes wrong from now on', words: [2, 3], does: fault },
  mend: {
    ...{ usage: '<mac> <fault>', what: 'and right again' },
    ...{ words: [2, 2], does: ([mac, name]) => ['clearFault', mac, knownFault(name)] },
  },
}

function rdmaHand(to: string): keyof Hands {
  if (to === 'on') return 'enableRdma'
  if (to === 'off') return 'disableRdma'
  throw new UsageError(`rdma is on or off, not ${to}`)
}

function charge([mac, from, percent]: readonly string[]): readonly [keyof Hands, ...unknown[]] {
  if (from !== 'mains' && from !== 'battery') throw new UsageError(`a laptop runs from mains or battery, not ${from}`)
  if (percent === undefined) return ['charge', mac, from]
  if (!/^(\d{1,2}|100)$/.test(percent)) throw new UsageError(`a battery holds 0 to 100 per cent, not ${percent}`)
  return ['charge', mac, from, Number(percent)]
}

function fault([mac, name, value]: readonly string[]): readonly [keyof Hands, ...unknown[]] {
  const known = knownFault(name)
  if (value === undefined && VALUED.has(known)) {
    const quoted = known.includes(' ') ? `"${known}"` : known
    throw new UsageError(
      `the fault ${known} needs a value (${FAULTS[known] ?? ''}): macloom sim hands fault ${mac} ${quoted} <value>`,
    )
  }
  return ['setFault', mac, known, value ?? 'on']
}

function knownFault(name = ''): string {
  if (isFault(name)) return name
  throw new UsageError(
    `there is no fault ${name}${hint(name, Object.keys(FAULTS))}; macloom sim hands --help lists them`,
  )
}

/** A fault whose name was typed as several words, which a shell takes apart; null when none was. */
export function unquotedFault(words: readonly string[]): string | null {
  const rest = words.slice(1).join(' ')
  const names = Object.keys(FAULTS).filter((name) => name.includes(' ') && !words.includes(name))
  const hang = /^hang \S+/.exec(rest)?.[0]
  return names.find((name) => rest === name || rest.startsWith(`${name} `)) ?? hang ?? null
}

/** Verbs, their words, and every fault, for `--help`. */
export function handsHelp(): string {
  const verbs = Object.entries(HANDS).map(([verb, { usage, what }]) => `  ${`${verb} ${usage}`.padEnd(34)} ${what}`)
  const faults = Object.entries(FAULTS).map(([name, what]) => {
    return `  ${`${name.includes(' ') ? `"${name}"` : name}${VALUED.has(name) ? ' <value>' : ''}`.padEnd(34)} ${what}`
  })
  const hang = `  ${'"hang <tool>"'.padEnd(34)} that tool never answers`
  return ['', 'What hands do:', ...verbs, '', 'Faults, a name of several words in quotes:', ...faults, hang].join('\n')
}
