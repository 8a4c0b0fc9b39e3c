import { onMac, run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question, Reply } from '../command/question.js'
import { complaint, wholeLines } from './reply.js'

const FORMAT = '%z %m %N'

export interface FileStat {
  /** The path as it was asked for, without the prefix of the Mac. */
  readonly path: string
  readonly size: number
  /** Seconds since 1970. */
  readonly mtime: number
}

/** Size and time of the files that exist; a path that does not exist is left out. */
export function fileStats(paths: readonly string[]): Question<FileStat[]> {
  return {
    name: `stat ${paths.join(' ')}`,
    command: run('stat', '-f', FORMAT, ...paths.map(onMac)),
    read: (reply) => {
      const found = rows(reply).map(({ name, size, mtime }) => ({ path: asked(paths, name), size, mtime }))
      const seen = [...found.map(({ path }) => path), ...missing(reply).map((name) => asked(paths, name))]
      // Each path has its row or its complaint: else a line was lost.
      const silent = paths.find((path) => !seen.includes(path))
      if (silent !== undefined) throw new Unreadable('stat', `a word about ${silent}`, complaint(reply))
      return found
    },
  }
}

/** Every file under a folder, at any depth; null when there is no such folder. */
export function filesUnder(folder: string): Question<FileStat[] | null> {
  return {
    name: `stat of all under ${folder}`,
    command: { ...run('find', onMac(folder), '-type', 'f', '-exec', 'stat', '-f', FORMAT, '{}', '+'), seconds: 60 },
    read: (reply) => {
      if (reply.stdout === '' && reply.exit !== 0 && missing(reply).some((name) => name.endsWith(folder))) return null
      return rows(reply).map(({ name, size, mtime }) => {
        const start = name.indexOf(`${folder}/`)
        if (start < 0) throw new Unreadable('find', `a file under ${folder}`, name)
        return { path: name.slice(start), size, mtime }
      })
    },
  }
}

// The name is printed as it was asked for, with the prefix of the Mac in front.
function asked(paths: readonly string[], name: string): string {
  const path = paths.filter((each) => name.endsWith(each)).sort((a, b) => b.length - a.length)[0]
  if (path === undefined) throw new Unreadable('stat', 'a path that was asked for', name)
  return path
}

function rows(reply: Reply): { name: string; size: number; mtime: number }[] {
  // Exit 1 is no more than "some path does not exist" when every complaint says just that.
  const complaints = reply.stderr.split('\n').filter((line) => line !== '')
  if (reply.exit !== 0 && (complaints.length === 0 || complaints.length !== missing(reply).length)) {
    throw new Unreadable('stat', 'exit 0', `exit ${reply.exit}: ${complaint(reply)}`)
  }
  return wholeLines('stat', reply.stdout).map((line) => {
    const match = /^(\d{1,15}) (\d{1,12}) (.+)$/.exec(line)
    if (match === null) throw new Unreadable('stat', 'size, time and name', line)
    return { size: Number(match[1]), mtime: Number(match[2]), name: match[3] ?? '' }
  })
}

// "stat: /x: stat: No such file or directory", "find: /x: No such file or directory".
function missing(reply: Reply): string[] {
  return reply.stderr
    .split('\n')
    .flatMap((line) => /^(?:stat|find): (.+?): (?:stat: )?No such file or directory$/.exec(line)?.[1] ?? [])
}
