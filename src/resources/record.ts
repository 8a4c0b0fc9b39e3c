import { asRoot, onMac, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question, Recorded, Reply } from '../command/question.js'
import { NO_SUCH_FILE, says } from '../macos/reply.js'

/** Our folder on the Mac: root-owned, one file per fact, written whole and renamed. */
export const ROOT = '/usr/local/macloom'

/** The layout version this program writes; a Mac with a newer one is refused by name. */
export const RECORD_VERSION = 1

export interface Claim {
  readonly urn: string
  readonly generation: string
  /** How often a change that drops traffic was carried out; part of `ready.generation`, so that dependents restart. */
  readonly disruptions: number
}

/** A converge that began and has not ended. */
export interface Operation {
  readonly urn: string
  readonly what: string
}

/** What our folder on a Mac says. `facts` has the text of every small file by its path below the folder. */
export interface MacRecord {
  readonly version: number | null
  readonly facts: Readonly<Record<string, string>>
}

/** How our scripts say that there is no folder of ours. */
export const ABSENT = 44

/** The answer of every script that looks into our folder, where somebody's `ls` of it has shown that there is none. */
export function withoutFolder(recorded: Recorded): Reply | null {
  const reply = recorded('ls', ROOT)
  return reply !== null && says(reply, NO_SUCH_FILE) ? { ...reply, exit: ABSENT } : null
}

const FILES = [
  'version',
  'lab',
  'rdma',
  'claims',
  'found',
  'operations',
  'tried',
  'timers/*/armed',
  'timers/*/firing',
  'timers/*/watching',
  'timers/*/reverted',
  'timers/*/reverted-at',
  'run',
  'measured',
  'jobs/*/inputs.json',
  'jobs/*/digest',
  'envs/*/verified.json',
  'envs/*/inputs.json',
]

// One exec reads all small files. Models, environments' packages and logs are not facts and stay out. A file that another
// operation removes while we read makes find fail: read again, and let the third failure speak.
const SCRIPT = [
  `cd "$0" 2>/dev/null || exit ${ABSENT}`,
  'facts() {',
  '  set --',
  '  for f in %FILES%; do',
  '    test -e "$f" && set -- "$@" "$f"',
  '  done',
  '  test $# -eq 0 || find "$@" -type f ! -name "*.new" -exec grep -H "" {} +',
  '}',
  'for try in 1 2; do',
  '  if text=$(facts 2>/dev/null); then printf "%s\\n" "$text"; exit 0; fi',
  'done',
  'facts',
]
  .join('\n')
  .replace('%FILES%', FILES.join(' '))

/** Everything we left on this Mac; part of the base look. */
export const macRecord: Question<MacRecord> = {
  name: 'record',
  command: run('sh', '-c', SCRIPT, onMac(ROOT)),
  compose: withoutFolder,
  read: ({ exit, stdout, stderr }) => {
    if (exit === ABSENT) return { version: null, facts: {} }
    if (exit !== 0) throw new Unreadable('record', 'exit 0', `exit ${exit}: ${stderr}`)
    return readRecord(stdout)
  },
}

function readRecord(stdout: string): MacRecord {
  const facts: Record<string, string> = {}
  for (const line of stdout.split('\n')) {
    if (line === '') continue
    const colon = line.indexOf(':')
    if (colon < 1) throw new Unreadable('record', '<file>:<text>', line)
    const file = line.slice(0, colon)
    const text = line.slice(colon + 1)
    facts[file] = file in facts ? `${facts[file]}\n${text}` : text
  }
  return { version: facts['version'] === undefined ? null : readVersion(facts['version']), facts }
}

function readVersion(text: string): number {
  const version = Number(text)
  if (!Number.isInteger(version) || version < 1) throw new Unreadable('record version', 'a whole number', text)
  return version
}

/** The file name of a resource id: ids hold slashes, file names may not. */
export function idFile(id: string): string {
  return id.replaceAll('/', '+')
}

/** The claim of one resource on this Mac, null when there is none. Throws Unreadable on text that is not ours. */
export function claimOf(record: MacRecord, id: string): Claim | null {
  const text = record.facts[`claims/${idFile(id)}`]
  return text === undefined
    ? null
    : parseFact<Claim>(`claims/${idFile(id)}`, text, ['urn', 'generation', 'disruptions'])
}

/** The unfinished operation of one resource on this Mac, null when the last converge ended. */
export function operationOf(record: MacRecord, id: string): Operation | null {
  const text = record.facts[`operations/${idFile(id)}`]
  return text === undefined ? null : parseFact<Operation>(`operations/${idFile(id)}`, text, ['urn', 'what'])
}

/** The value found before our first change of `key`, undefined when we never changed it. */
export function foundBefore(record: MacRecord, key: string): string | undefined {
  return record.facts[`found/${key}`]
}

function parseFact<T>(file: string, text: string, keys: readonly string[]): T {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && keys.every((key) => key in value)) return value as T
  } catch {
    // falls through to the one error below
  }
  throw new Unreadable(file, `JSON with ${keys.join(', ')}`, text)
}

/** Writes one fact below our folder, whole, then renames it into place. `text` must not be empty. */
export function writeFact(file: string, text: string): Command[] {
  const path = `${ROOT}/${file}`
  return [
    asRoot('mkdir', '-p', onMac(path.slice(0, path.lastIndexOf('/')))),
    { ...asRoot('tee', onMac(`${path}.new`)), stdin: `${text}\n` },
    asRoot('chmod', '0644', onMac(`${path}.new`)),
    asRoot('mv', '-f', onMac(`${path}.new`), onMac(path)),
  ]
}

/** Removes one fact; succeeds when it is not there. */
export function removeFact(file: string): Command[] {
  return [asRoot('rm', '-f', onMac(`${ROOT}/${file}`))]
}

/** Records what was found, once: nothing to do when the record has the key already. */
export function remember(record: MacRecord, key: string, value: string): Command[] {
  return foundBefore(record, key) === undefined ? writeFact(`found/${key}`, value) : []
}
