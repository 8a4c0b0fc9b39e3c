import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said } from './reply.js'

/** With FileVault on, a reboot locks the Mac until somebody unlocks it. Text inferred (facts 5.3). */
export const fileVault: Question<'on' | 'off' | 'converting'> = {
  name: 'fdesetup status',
  command: run('fdesetup', 'status'),
  read: (reply) => {
    const text = said('fdesetup', reply)
    if (/^(En|De)cryption in progress\b/m.test(text)) return 'converting'
    if (/^FileVault is On\.$/m.test(text)) return 'on'
    if (/^FileVault is Off\.$/m.test(text)) return 'off'
    throw new Unreadable('fdesetup', 'FileVault is On or Off', text)
  },
}
