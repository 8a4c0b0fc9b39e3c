import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said, says, wholeLines } from './reply.js'

/** The interface of the default route, null when there is none. It must never be a Thunderbolt port that we change. */
export const defaultInterface: Question<string | null> = {
  name: 'route -n get default',
  command: run('route', '-n', 'get', 'default'),
  read: (reply) => {
    // Exit 1, on some releases 0.
    if (says(reply, /: not in table$/)) return null
    const lines = wholeLines('route', said('route', reply))
    const name = lines.flatMap((line) => /^ *interface: (\S+)$/.exec(line)?.[1] ?? [])[0]
    if (name === undefined) throw new Unreadable('route', 'the interface of the default route', lines.join('\n'))
    return name
  },
}
