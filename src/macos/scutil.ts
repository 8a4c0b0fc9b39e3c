import { asRoot, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { oneLine, said } from './reply.js'

/** The name in System Settings; may hold spaces and any script. */
export const computerName: Question<string> = {
  name: 'scutil --get ComputerName',
  command: run('scutil', '--get', 'ComputerName'),
  read: (reply) => {
    const name = oneLine('scutil', said('scutil', reply))
    if (name === '') throw new Unreadable('scutil', 'a name', reply.stdout)
    return name
  },
}

export function setComputerName(name: string): Command {
  return asRoot('scutil', '--set', 'ComputerName', name)
}
