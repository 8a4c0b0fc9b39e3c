import { asRoot, onMac, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said, wholeNumber } from './reply.js'

const TOOL = 'launchctl'

/** A row of the services of the system domain. */
export interface JobRow {
  readonly label: string
  readonly pid: number | null
  /** Last exit status; null when it never exited or launchd shows a mark instead. */
  readonly status: number | null
}

export type JobState = 'running' | 'not running' | 'spawn scheduled' | 'waiting'

/** One job of the system domain as launchd has it. */
export interface Job {
  readonly state: JobState
  readonly pid: number | null
  readonly runs: number
  /** Exit code of the last run; null when it never exited or a signal ended it. */
  readonly lastExit: number | null
  /** `Segmentation fault: 11`. */
  readonly lastSignal: string | null
}

/** Every job of the system domain: ours, and other tools' that would fight us. */
export const jobs: Question<JobRow[]> = {
  name: 'launchctl print system',
  command: run('launchctl', 'print', 'system'),
  read: (reply) => {
    const rows = block(top(said(TOOL, reply)).lines, 'services')
    return rows.filter((row) => row.trim() !== '').map(readRow)
  },
}

function readRow(row: string): JobRow {
  const match = /^\s*(\d+|-)\s+(-|-?\d+|\(\S+\))\s+(\S[^\t]*)$/.exec(row)
  if (match === null) throw new Unreadable(TOOL, 'pid, status and label', row)
  const pid = Number(match[1])
  const status = Number(match[2])
  return {
    label: match[3] ?? '',
    pid: Number.isInteger(pid) && pid > 0 ? pid : null,
    status: Number.isInteger(status) ? status : null,
  }
}

/** One job, or null when launchd has none of that label (exit 113). */
export function job(label: string): Question<Job | null> {
  return {
    name: `launchctl print system/${label}`,
    command: run('launchctl', 'print', `system/${label}`),
    read: (reply) => (reply.exit === 113 && reply.stdout === '' ? null : readJob(said(TOOL, reply))),
  }
}

function readJob(text: string): Job {
  const { lines, indent } = top(text)
  const value = (key: string) => {
    const start = `${indent}${key} = `
    const found = lines.filter((line) => line.startsWith(start))
    if (found.length > 1) throw new Unreadable(TOOL, `one line of ${key}`, found.join('\n'))
    return found[0]?.slice(start.length)
  }
  const pid = value('pid')
  const exit = value('last exit code')
  const signal = value('last terminating signal')
  // One of the two stands there, also before the first run; a running job has a pid, and a stopped one has none.
  if (exit === undefined && signal === undefined) throw new Unreadable(TOOL, 'how the job ended last', text)
  if ((value('state') === 'running') !== (pid !== undefined) && isKnown(value('state'))) {
    throw new Unreadable(TOOL, 'a pid while it runs, and only then', text)
  }
  return {
    state: readState(value('state'), pid !== undefined, text),
    pid: pid === undefined ? null : wholeNumber(TOOL, 'a pid', pid),
    runs: wholeNumber(TOOL, 'runs', value('runs') ?? ''),
    lastExit: exit === undefined || exit === '(never exited)' ? null : readExit(exit),
    lastSignal: signal ?? null,
  }
}

function readState(state: string | undefined, alive: boolean, text: string): JobState {
  if (isKnown(state)) return state
  // While a job is being ended launchd has more words for it; what has a pid still runs.
  if (state !== undefined && alive) return 'running'
  throw new Unreadable(TOOL, 'the state of a job', state ?? text)
}

function isKnown(state: string | undefined): state is JobState {
  return state === 'running' || state === 'not running' || state === 'spawn scheduled' || state === 'waiting'
}

// "0", or "78: EX_CONFIG".
function readExit(exit: string): number {
  return wholeNumber(TOOL, 'an exit code', exit.split(':')[0] ?? '')
}

/**
 * The lines between the braces of the whole print, and the indent (tabs or spaces, by release) of its own keys. Nested
 * blocks hold lines such as `state = active` (facts, correction 8), so only lines with exactly this indent count.
 */
function top(text: string): { lines: string[]; indent: string } {
  const lines = text.replace(/\n+$/, '').split('\n')
  const first = lines.shift() ?? ''
  if (!/ = \{$/.test(first) || lines.pop() !== '}') throw new Unreadable(TOOL, 'a whole { … } block', text)
  const indent = /^\s*/.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0] ?? ''
  closed(lines, indent.length)
  return { lines, indent }
}

// Every block ends at the indent it began with, inside its parent, and holds what is indented more: a brace that is lost
// or moved would hide jobs.
function closed(lines: readonly string[], own: number): void {
  const open: number[] = []
  for (const line of lines) {
    const indent = line.search(/\S/)
    const astray = open.length === 0 && indent > own && !line.endsWith(' = {')
    if (line.endsWith(' = {') && indent > (open.at(-1) ?? -1)) open.push(indent)
    else if (astray || line.endsWith(' = {') || (line.trim() === '}' && open.pop() !== indent)) {
      throw new Unreadable(TOOL, 'blocks that are closed', line)
    }
  }
  if (open.length > 0) throw new Unreadable(TOOL, 'the end of a block', lines.at(-1) ?? '')
}

/** The lines of one nested block, found by the indent of its braces: a label may hold any text. */
function block(lines: readonly string[], key: string): readonly string[] {
  const start = lines.findIndex((line) => line.trim() === `${key} = {`)
  if (start < 0) throw new Unreadable(TOOL, `a block of ${key}`, lines[0] ?? '')
  const indent = /^\s*/.exec(lines[start] ?? '')?.[0] ?? ''
  const end = lines.indexOf(`${indent}}`, start)
  if (end < 0) throw new Unreadable(TOOL, `the end of ${key}`, lines.at(-1) ?? '')
  return lines.slice(start + 1, end)
}

/** Loads a job. Fails with 5 on one that is loaded and can fail although it loaded: the truth is `job`. */
export function bootstrap(plistPath: string): Command {
  return asRoot('launchctl', 'bootstrap', 'system', onMac(plistPath))
}

/** Returns before the job is gone. Exit 3: there was none, exit 36: it is still ending. */
export function bootout(label: string): Command {
  return asRoot('launchctl', 'bootout', `system/${label}`)
}

/** Starts a loaded job. Without -k, which would SIGKILL a running rank. Never re-reads the plist. */
export function kickstart(label: string): Command {
  return asRoot('launchctl', 'kickstart', `system/${label}`)
}

/** SIGTERM only: SIGKILL of a rank leaks memory and a protection domain until reboot. */
export function signal(label: string, name: 'SIGTERM'): Command {
  return asRoot('launchctl', 'kill', name, `system/${label}`)
}

/** Keeps a job from being loaded, at boot too, until it is enabled again. */
export function disable(label: string): Command {
  return asRoot('launchctl', 'disable', `system/${label}`)
}

/** Undoes an old `disable`, which would make bootstrap fail. */
export function enable(label: string): Command {
  return asRoot('launchctl', 'enable', `system/${label}`)
}
