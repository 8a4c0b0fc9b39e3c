import { onMac, run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said, wholeLines } from './reply.js'

/** Free bytes of the volume that holds a path. Purgeable space is not counted (facts 4.4, inferred). */
export function freeBytes(path: string): Question<number> {
  return {
    name: `df -k ${path}`,
    command: run('df', '-k', onMac(path)),
    read: (reply) => {
      const [header = '', row = ''] = wholeLines('df', said('df', reply))
      // Names of volumes may hold spaces, so the row is read from its run of numbers: size, used, available, capacity.
      const match = /\s(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s/.exec(row)
      if (!/\sAvailable\s/.test(header) || match === null)
        throw new Unreadable('df', 'a row with Available', row || header)
      return Number(match[3]) * 1024
    },
  }
}
