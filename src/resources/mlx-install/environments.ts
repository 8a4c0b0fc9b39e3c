import { onMac, run } from '../../command/command.js'
import { Unreadable } from '../../command/errors.js'
import type { Question } from '../../command/question.js'
import { complaint, wholeLines } from '../../macos/reply.js'
import { ENVIRONMENTS } from '../places.js'
import { ABSENT, ROOT, withoutFolder } from '../record.js'

/** What MlxInstall has put on a Mac. */
export interface Environments {
  /** Digest of the environment that `current` points at, null when it points at none that is whole. */
  readonly current: string | null
  /** Digests of the environments that were verified and still have their Python. */
  readonly whole: readonly string[]
  /** Everything of ours, unfinished things too, as paths below our folder. */
  readonly entries: readonly string[]
}

// A link to a Python that somebody removed is no executable, so -x sees through to the base interpreter.
const SCRIPT = [
  `cd "$0" 2>/dev/null || exit ${ABSENT}`,
  'for entry in envs/* uv/* pythons/*; do',
  '  test -e "$entry" || test -L "$entry" || continue',
  '  echo "entry $entry"',
  '  test ! -L "$entry" && test -s "$entry/verified.json" && test -x "$entry/bin/python" && echo "whole ${entry#envs/}"',
  'done',
  'test -L envs/current && echo "current $(readlink envs/current)"',
  'true',
].join('\n')

/** The environments on a Mac; part of the base look. */
export const environments: Question<Environments> = {
  name: 'environments',
  command: run('sh', '-c', SCRIPT, onMac(ROOT)),
  compose: withoutFolder,
  read: (reply) => {
    if (reply.exit === ABSENT) return { current: null, whole: [], entries: [] }
    if (reply.exit !== 0) throw new Unreadable('environments', 'exit 0', `exit ${reply.exit}: ${complaint(reply)}`)
    return readLines(wholeLines('environments', reply.stdout))
  },
}

function readLines(lines: readonly string[]): Environments {
  const found = { entry: [] as string[], whole: [] as string[], current: [] as string[] }
  for (const line of lines) {
    const match = /^(entry|whole|current) (\S+)$/.exec(line)
    if (match === null) throw new Unreadable('environments', 'entry, whole or current and a name', line)
    found[match[1] as keyof typeof found].push(match[2] ?? '')
  }
  const current = found.current[0] ?? null
  return {
    current: current !== null && found.whole.includes(current) ? current : null,
    whole: found.whole,
    entries: found.entry,
  }
}

/** What an environment said of itself when it was verified: versions by package, and the Python's. */
export function readVersions(text: string): Record<string, string> {
  const value = parse(text)
  if (
    typeof value !== 'object' ||
    value === null ||
    !Object.values(value).every((inner) => typeof inner === 'string')
  ) {
    throw new Unreadable('verified.json', 'versions by name', text)
  }
  return value as Record<string, string>
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('verified.json', 'JSON', text)
  }
}

/** The inputs an environment was built from, for import. */
export function builtFrom(digest: string): Question<string> {
  return {
    name: `lock of environment ${digest}`,
    command: run('cat', onMac(`${ENVIRONMENTS}/${digest}/lock.json`)),
    read: (reply) => {
      if (reply.exit !== 0) throw new Unreadable('cat', 'lock.json of the environment', complaint(reply))
      return reply.stdout
    },
  }
}
