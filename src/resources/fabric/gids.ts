import type { Command } from '../../command/command.js'
import { ROOT, writeFact, type MacRecord } from '../record.js'
import { asRoot, onMac } from '../../command/command.js'

/** The folder for what was tried and need not be tried again before the next boot. */
const TRIED = 'tried'

/** NTP moves the time of boot by a little. */
const TOLERANCE = 60

/** Receptacles whose service was switched off and on, for the place of its address in the table, since the last boot. */
export function triedGids({ facts }: MacRecord, bootTime: number): number[] {
  return Object.entries(facts).flatMap(([file, since]) => {
    const receptacle = /^tried\/gid\.(\d+)$/.exec(file)?.[1]
    const recent = Math.abs(Number(since) - bootTime) <= TOLERANCE
    return receptacle !== undefined && recent ? [Number(receptacle)] : []
  })
}

/** Writes down that it is tried now: what does not help is a finding, and not the same change again and again. */
export function rememberTry(receptacle: number, bootTime: number): Command[] {
  return writeFact(`${TRIED}/gid.${receptacle}`, String(bootTime))
}

export function forgetTries(): Command[] {
  return [asRoot('rm', '-rf', onMac(`${ROOT}/${TRIED}`))]
}
