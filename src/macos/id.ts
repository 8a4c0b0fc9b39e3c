import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said, wholeLines } from './reply.js'

/** The user our commands run as without sudo: the owner of what it must be able to write. */
export const loginUser: Question<string> = {
  name: 'id -un',
  command: run('id', '-un'),
  read: (reply) => {
    const [name = '', ...more] = wholeLines('id', said('id', reply))
    if (!/^[A-Za-z0-9._-]+$/.test(name) || more.length > 0) throw new Unreadable('id', 'one user name', reply.stdout)
    return name
  },
}
