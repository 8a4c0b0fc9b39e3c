import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said, wholeLines } from './reply.js'

/** With FileVault on, a reboot locks the Mac until somebody unlocks it. Text inferred (facts 5.3). */
export const fileVault: Question<'on' | 'off' | 'converting'> = {
  name: 'fdesetup status',
  command: run('fdesetup', 'status'),
  read: (reply) => {
    const lines = wholeLines('fdesetup', said('fdesetup', reply))
    if (lines.some((line) => /^(En|De)cryption in progress\b/.test(line))) return 'converting'
    if (lines.includes('FileVault is On.')) return 'on'
    if (lines.includes('FileVault is Off.')) return 'off'
    throw new Unreadable('fdesetup', 'FileVault is On or Off', lines.join('\n'))
  },
}
