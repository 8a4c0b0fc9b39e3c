import { asRoot } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { complaint, wholeLines, wholeNumber } from './reply.js'

export interface Listener {
  readonly pid: number
  readonly command: string
  readonly user: string
  /** `*:8080`, `127.0.0.1:8080`, `[::1]:8080`. */
  readonly address: string
}

/** Who listens on a TCP port. As root, since lsof shows a user only the user's own processes. */
export function listeners(port: number): Question<Listener[]> {
  return {
    name: `lsof TCP ${port}`,
    command: asRoot('lsof', '-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-F', 'pcLn'),
    read: (reply) => {
      // Exit 1 and silence: nobody listens. Exit 1 with words: sudo or lsof complains.
      if (reply.exit === 1 && `${reply.stdout}${reply.stderr}`.trim() === '') return []
      if (reply.exit !== 0) {
        throw new Unreadable('lsof', 'exit 0', `exit ${reply.exit}: ${complaint(reply)}`)
      }
      return readFields(wholeLines('lsof', reply.stdout))
    },
  }
}

// Field output: a line per field, its first letter says which; p opens a process, n ends a file of it.
function readFields(lines: readonly string[]): Listener[] {
  const fields = new Map<string, string>()
  return lines.flatMap((line) => {
    const letter = line.charAt(0)
    if (!/^[pcLfnTtP]$/.test(letter)) throw new Unreadable('lsof', 'a field', line)
    if (letter === 'p') fields.clear()
    fields.set(letter, line.slice(1))
    return letter === 'n' ? [readListener(fields)] : []
  })
}

function readListener(fields: ReadonlyMap<string, string>): Listener {
  return {
    pid: wholeNumber('lsof', 'a pid', fields.get('p') ?? ''),
    command: fields.get('c') ?? '',
    user: fields.get('L') ?? '',
    address: fields.get('n') ?? '',
  }
}
