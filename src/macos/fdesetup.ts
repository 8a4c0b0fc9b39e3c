import { asRoot, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { Secret } from '../command/secret.js'
import { propertyList } from './property-list.js'
import { oneLine, said, wholeLines } from './reply.js'

const TOOL = 'fdesetup'

const CONVERTING = /^(?:En|De)cryption in progress: Percent completed = \d+/
const ASIDE = /^(?:Deferred enablement appears to be active|FileVault master keychain appears to be installed)/

/** With FileVault on, a reboot locks the Mac until somebody unlocks it. Text inferred (facts 5.3). */
export const fileVault: Question<'on' | 'off' | 'converting'> = {
  name: 'fdesetup status',
  command: run('fdesetup', 'status'),
  read: (reply) => {
    const [first = '', ...rest] = wholeLines(TOOL, said(TOOL, reply))
    if (first !== 'FileVault is On.' && first !== 'FileVault is Off.') {
      throw new Unreadable(TOOL, 'FileVault is On or Off', first)
    }
    // A second line that we cannot read may say that the disk is being converted.
    const strange = rest.find((line) => !CONVERTING.test(line) && !ASIDE.test(line))
    if (strange !== undefined) throw new Unreadable(TOOL, 'what else there is to FileVault', strange)
    if (rest.some((line) => CONVERTING.test(line))) return 'converting'
    return first === 'FileVault is On.' ? 'on' : 'off'
  },
}

export interface DiskUser {
  readonly user: string
  readonly guid: string
}

/** Login names of those who can unlock the disk, by GUID. Needs root (erase-install reads it so). */
export const diskUsers: Question<DiskUser[]> = {
  name: 'fdesetup list',
  command: asRoot('fdesetup', 'list'),
  read: (reply) => {
    const lines = wholeLines(TOOL, said(TOOL, reply))
    // Somebody unlocks every disk: silence is no answer.
    if (lines.length === 0) throw new Unreadable(TOOL, 'user,GUID', '')
    return lines.map((line) => {
      const match = /^([^,\s]+),([0-9A-F-]{36})$/.exec(line)
      if (match === null) throw new Unreadable(TOOL, 'user,GUID', line)
      return { user: match[1] ?? '', guid: match[2] ?? '' }
    })
  },
}

/** Whether this hardware can restart once without stopping at the locked disk. Says nothing about FileVault itself. */
export const restartsUnlocked: Question<boolean> = {
  name: 'fdesetup supportsauthrestart',
  command: run('fdesetup', 'supportsauthrestart'),
  read: (reply) => {
    const line = oneLine(TOOL, said(TOOL, reply))
    if (line === 'true' || line === 'false') return line === 'true'
    throw new Unreadable(TOOL, 'true or false', line)
  },
}

/** Unlocks the disk by itself at the next restart, once. The password travels in a property list on stdin (man page). */
export function unlockAtNextRestart(user: string, password: Secret): Command {
  const stdin = new Secret(propertyList({ Username: user, Password: password.reveal() }))
  return { ...asRoot('fdesetup', 'authrestart', '-delayminutes', '-1', '-inputplist'), stdin, seconds: 60 }
}
