import { onMac, run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said } from './reply.js'

/** Model shards are gigabytes: a slow disk needs minutes. */
const MINUTES = 30

/** The SHA-256 of a file, in lower-case hex. */
export function sha256Of(path: string): Question<string> {
  return {
    name: `shasum ${path}`,
    command: { ...run('shasum', '-a', '256', onMac(path)), seconds: MINUTES * 60 },
    read: (reply) => {
      const text = said('shasum', reply)
      // A backslash in front marks a name with escapes in it.
      const match = /^\\?([0-9a-f]{64}) [ *]./.exec(text)
      if (match === null) throw new Unreadable('shasum', 'a SHA-256 and a name', text)
      return match[1] ?? ''
    },
  }
}
