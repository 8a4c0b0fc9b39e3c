import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { complaint, said } from './reply.js'

/** The interface of the default route, null when there is none. It must never be a Thunderbolt port that we change. */
export const defaultInterface: Question<string | null> = {
  name: 'route -n get default',
  command: run('route', '-n', 'get', 'default'),
  read: (reply) => {
    // Exit 1, on some releases 0.
    if (/not in table$/.test(complaint(reply))) return null
    const text = said('route', reply)
    const name = /^ *interface: (\S+)$/m.exec(text)?.[1]
    if (name === undefined) throw new Unreadable('route', 'the interface of the default route', text)
    return name
  },
}
