import { MacTrouble } from '../command/errors.js'

/** Codes of SFTP version 3 (draft-ietf-secsh-filexfer-02, section 7). */
const NO_SUCH_FILE = 2
const PERMISSION_DENIED = 3
const FAILURE = 4

/** The bytes at hand are not those that were promised. */
export class OtherSize extends Error {}

interface Sending {
  readonly source: { readonly name: string; readonly size: number }
  readonly to: string
  readonly from: number
}

/** Why a transfer stopped, in words: SFTP itself calls a full disk just a failure. An error without a code is the line's. */
export function sendTrouble(mac: string, parcel: Sending, err: unknown, free: number | null): unknown {
  const code: unknown = typeof err === 'object' && err !== null && 'code' in err ? err.code : undefined
  const doing = `send ${parcel.source.name} to ${parcel.to}`
  const say = (seen: string, next: string): MacTrouble =>
    new MacTrouble('precondition', { mac, doing, seen, unchanged: 'What arrived before stays there', next }, err)
  if (err instanceof OtherSize) return say(err.message, 'Remove the part and send it again from the beginning')
  if (code === NO_SUCH_FILE) return say('its folder or the part to go on with is not there', 'Make the folder first')
  if (code === PERMISSION_DENIED) return say('the login user may not write there', 'Give the folder to the login user')
  if (code !== FAILURE) return err
  const needed = parcel.source.size - parcel.from
  if (free === null) return say('the Mac could not write', 'See whether its disk is full')
  if (free >= needed) return say('the Mac could not write', 'Look at the disk in Disk Utility, then run again')
  return say(
    `its disk is full: ${String(needed)} bytes to go, ${String(free)} free`,
    'Make room on its disk, then run again',
  )
}
