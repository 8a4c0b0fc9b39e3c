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
      const found = readFields(wholeLines('lsof', reply.stdout))
      // Exit 0 says that somebody listens.
      if (found.length === 0) throw new Unreadable('lsof', 'a listener', reply.stdout)
      return found
    },
  }
}

// Field output: a line per field, its first letter says which; p opens a process, f a file of it, which n ends.
function readFields(lines: readonly string[]): Listener[] {
  const fields = new Map<string, string>()
  const found = lines.flatMap((line) => {
    const letter = line.charAt(0)
    if (!/^(?:p\d+|f\d+|c.+|L[\w.-]+|n.+)$/.test(line)) throw new Unreadable('lsof', 'a field', line)
    if (letter === 'p') endProcess(fields, line)
    if (letter === 'f') endFile(fields, line)
    if (fields.has(letter)) throw new Unreadable('lsof', 'each field once', line)
    fields.set(letter, line.slice(1))
    return letter === 'n' ? [readListener(fields)] : []
  })
  endProcess(fields, lines.at(-1) ?? '')
  return found
}

// A process has a file, and a file its name: else lines are missing.
function endProcess(fields: Map<string, string>, line: string): void {
  if (fields.size > 0 && !fields.has('n')) throw new Unreadable('lsof', 'a socket of the process before this', line)
  fields.clear()
}

function endFile(fields: Map<string, string>, line: string): void {
  if (fields.has('f') && !fields.has('n')) throw new Unreadable('lsof', 'the name of a socket before this', line)
  fields.delete('f')
  fields.delete('n')
}

function readListener(fields: ReadonlyMap<string, string>): Listener {
  const field = (letter: string, what: string): string => {
    const value = fields.get(letter)
    if (value === undefined) throw new Unreadable('lsof', what, JSON.stringify([...fields]))
    return value
  }
  const address = field('n', 'an address')
  if (!/^(?:\*|[\d.]+|\[[\w:.%]*\]):\d+$/.test(address) || !fields.has('f'))
    throw new Unreadable('lsof', 'the address of a socket', address)
  return {
    pid: wholeNumber('lsof', 'a pid', field('p', 'a pid')),
    command: field('c', 'a command'),
    user: field('L', 'a user'),
    address,
  }
}
