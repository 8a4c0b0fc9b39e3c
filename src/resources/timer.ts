import { Unreadable } from '../command/errors.js'
import { idFile, type MacRecord } from './record.js'

/**
 * What a timer of ours on a Mac is at: `armed` until somebody confirms, `firing` while it takes the change back. Each is
 * a file of its folder; it goes from one state to the next by a rename, so that only one side can win it.
 */
export interface Timer {
  readonly state: 'armed' | 'firing'
  readonly what: string
  readonly seconds: number
}

/** A change that a timer has taken back: what, when (UTC), and because of what. */
export interface TakenBack {
  readonly what: string
  readonly at: string
  readonly why: 'time' | 'restart' | 'asked' | 'unknown'
  /** Whether all was as before when it ended. */
  readonly whole: boolean
}

/** The folder of a resource's timer, below ours. */
export function timerFolder(id: string): string {
  return `timers/${idFile(id)}`
}

/** The text of the file `armed`, which stays the same through all its names. */
export function armedText(what: string, seconds: number): string {
  return JSON.stringify({ what, seconds })
}

/** The timer of a resource, null when none runs. */
export function timerOf({ facts }: MacRecord, id: string): Timer | null {
  const states = ['armed', 'firing'] as const
  for (const state of states) {
    const file = `${timerFolder(id)}/${state}`
    const text = facts[file]
    if (text !== undefined) return { state, ...readArmed(file, text) }
  }
  return null
}

/** Whether the timer's program has said that it runs and knows what to give back. */
export function isWatching({ facts }: MacRecord, id: string): boolean {
  return facts[`${timerFolder(id)}/watching`] !== undefined
}

/** What the timer of a resource has taken back since we last went on, null when nothing. */
export function takenBack({ facts }: MacRecord, id: string): TakenBack | null {
  const file = `${timerFolder(id)}/reverted`
  const text = facts[file]
  if (text === undefined) return null
  const { what } = readArmed(file, text)
  const note = facts[`${file}-at`] ?? ''
  // A full disk leaves this note empty, and that must not keep the next run from mending what is there.
  if (note === '') return { what, at: 'a time it could not write down', why: 'unknown', whole: false }
  const [, why, at, how] = /^(time|restart|asked) (\S+) (whole|part)$/.exec(note) ?? []
  if ((why !== 'time' && why !== 'restart' && why !== 'asked') || at === undefined) {
    throw new Unreadable(`${file}-at`, 'a cause, a time, and whole or part', note)
  }
  return { what, at, why, whole: how === 'whole' }
}

function readArmed(file: string, text: string): { what: string; seconds: number } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && 'what' in value && 'seconds' in value) {
      return { what: String(value.what), seconds: Number(value.seconds) }
    }
  } catch {
    // falls through to the one error below
  }
  throw new Unreadable(file, 'JSON with what and seconds', text)
}
