import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { oneLine, said } from './reply.js'

/** Which address of this Mac our own session came in by; null outside SSH. sudo drops the variable: ask as the user. */
export const sshConnection: Question<{ serverAddress: string } | null> = {
  name: 'SSH_CONNECTION',
  command: run('printenv', 'SSH_CONNECTION'),
  read: (reply) => {
    if (reply.exit === 1 && `${reply.stdout}${reply.stderr}`.trim() === '') return null
    const text = oneLine('printenv', said('printenv', reply))
    const match = /^\S+ \d+ (\S+) \d+$/.exec(text)
    if (match === null) throw new Unreadable('printenv', 'SSH_CONNECTION with two addresses and ports', text)
    return { serverAddress: match[1] ?? '' }
  },
}
