import { onMac, run } from '../../command/command.js'
import { Unreadable } from '../../command/errors.js'
import type { Question } from '../../command/question.js'
import { complaint, wholeLines } from '../../macos/reply.js'
import { ABSENT, ROOT, withoutFolder } from '../record.js'

/** What was true of a file when it was verified. Its SHA-256 holds while size and modification time are still these. */
export interface Verified {
  readonly model: string
  readonly name: string
  readonly size: number
  readonly mtime: number
  readonly sha256: string
}

interface FileOnMac {
  readonly size: number
  readonly mtime: number
}

/** Every model file of ours on a Mac, with what was recorded of it. */
export interface Models {
  /** By path below `models/`. */
  readonly files: Readonly<Record<string, FileOnMac>>
  readonly verified: readonly Verified[]
  /** Bytes of partial files, by file name below `incoming/`. */
  readonly partial: Readonly<Record<string, number>>
  /** Names of models that have a folder of files or of records, empty ones too. */
  readonly folders: readonly string[]
}

// Weights are never read here: a stat of each file is all a look costs, however large they are.
const SCRIPT = [
  `cd "$0" 2>/dev/null || exit ${ABSENT}`,
  'test ! -d models || find models -type f ! -path "models/.*" -exec stat -f "%z %m %N" {} +',
  'test ! -d models/.verified || find models/.verified -type f ! -name "*.new" ! -name "+*" -exec cat {} +',
  'test ! -d models || find models -mindepth 1 -maxdepth 2 -type d',
  'test ! -d incoming || find incoming -type f -name "*.part" -exec stat -f "%z %m %N" {} +',
].join('\n')

/** The model files on a Mac; part of the base look. */
export const models: Question<Models> = {
  name: 'models',
  command: { ...run('sh', '-c', SCRIPT, onMac(ROOT)), seconds: 30 },
  compose: withoutFolder,
  read: (reply) => {
    if (reply.exit === ABSENT) return { files: {}, verified: [], partial: {}, folders: [] }
    if (reply.exit !== 0) throw new Unreadable('models', 'exit 0', `exit ${reply.exit}: ${complaint(reply)}`)
    return readModels(wholeLines('models', reply.stdout))
  },
}

function readModels(lines: readonly string[]): Models {
  const records = lines.filter((line) => line.startsWith('{'))
  const folders = lines.filter((line) => line.startsWith('models/'))
  const stats = lines.filter((line) => !records.includes(line) && !folders.includes(line)).map(readStat)
  const below = (folder: string) =>
    stats.flatMap(({ name, ...file }) => (name.startsWith(folder) ? [[name.slice(folder.length), file] as const] : []))
  const names = folders.flatMap((folder) => /^models\/(?:\.verified\/)?([^./][^/]*)$/.exec(folder)?.[1] ?? [])
  return {
    files: Object.fromEntries(below('models/')),
    verified: records.map(readVerified),
    partial: Object.fromEntries(below('incoming/').map(([name, { size }]) => [name, size])),
    folders: [...new Set(names)],
  }
}

function readStat(line: string): FileOnMac & { name: string } {
  const match = /^(\d{1,15}) (\d{1,12}) ((?:models|incoming)\/.+)$/.exec(line)
  if (match === null) throw new Unreadable('stat', 'size, time and name', line)
  return { size: Number(match[1]), mtime: Number(match[2]), name: match[3] ?? '' }
}

function readVerified(line: string): Verified {
  const value = parse(line)
  const keys = ['model', 'name', 'size', 'mtime', 'sha256']
  if (typeof value === 'object' && value !== null && keys.every((key) => key in value)) return value as Verified
  throw new Unreadable('.verified', `JSON with ${keys.join(', ')}`, line)
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new Unreadable('.verified', 'JSON', line)
  }
}

/** Where the record of one verified file lies, below the folder of records. File names there may not hold slashes. */
export function recordName(model: string, file: string): string {
  return `${model}/${file.replaceAll('/', '+')}`
}

/** Where the inputs of a model lie, for import. No record has a name that begins like this. */
export function inputsName(model: string): string {
  return `${model}/+inputs`
}

/** The name of a partial file: the model is part of it, since two models may hold the same bytes. */
export function partName(model: string, sha256: string): string {
  return `${model}+${sha256}.part`
}
