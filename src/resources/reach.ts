import { MacTrouble, Unreadable, type Trouble } from '../command/errors.js'

const OUT_OF_REACH: ReadonlySet<Trouble> = new Set(['unreachable', 'identity', 'auth'])

/**
 * Whether a Mac could not be asked at all. Another host key and a refused login belong to it: nothing was asked and
 * nothing told, and one such Mac must not hold up what the others can do.
 */
export function outOfReach(error: unknown): error is MacTrouble {
  return error instanceof MacTrouble && OUT_OF_REACH.has(error.trouble)
}

const DUMB: ReadonlySet<Trouble> = new Set(['precondition', 'remote-failed'])

/**
 * Whether a Mac was reached and could not be looked at: its disk is full, its record cannot be read, its answer did not
 * come.
 */
export function isDumb(error: unknown): boolean {
  return error instanceof Unreadable || (error instanceof MacTrouble && DUMB.has(error.trouble))
}

/** Out of reach, or locked by FileVault: whoever goes on without it goes on. */
export function isSilent(error: unknown): error is MacTrouble {
  return outOfReach(error) || (error instanceof MacTrouble && error.trouble === 'locked')
}

/** What ails a Mac that a resource asks and does not stand on: whatever it is, it must not hold the resource up. */
export function isPassed(error: unknown): boolean {
  return isSilent(error) || isDumb(error)
}
