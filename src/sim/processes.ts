import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { MARK } from './shell.js'

/** A process as one can tell it from a later one with the same number. */
export interface ProcessId {
  readonly pid: number
  readonly start: string
}

/** When a process started, in the system's own words; null when there is none with this number. */
export function startOf(pid: number): string | null {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything; after it come state (third field) and start time (22nd).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

export function isAlive({ pid, start }: ProcessId): boolean {
  return startOf(pid) === start
}

/** What every process of a sim carries: its shells and jobs and all that they started, however far it went off. */
export function simMark(sim: string): string {
  return `${MARK}=${sim}`
}

/** What every process on one Mac of a sim carries. */
export function macMark(root: string): string {
  return `MACLOOM_ROOT=${root}`
}

function carrying(entry: string): readonly ProcessId[] {
  return marked(entry).flatMap((pid) => {
    const start = pid === process.pid ? null : startOf(pid)
    return start === null ? [] : [{ pid, start }]
  })
}

/** The processes of this machine's user whose environment holds exactly this `NAME=value`. */
export function marked(entry: string): readonly number[] {
  if (process.platform !== 'linux') {
    const all = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 << 20 })
    return all.split('\n').flatMap((line) => (` ${line} `.includes(` ${entry} `) ? [parseInt(line, 10)] : []))
  }
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      return readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(entry) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

export function signal({ pid, start }: ProcessId, name: NodeJS.Signals): void {
  if (!isAlive({ pid, start })) return
  try {
    process.kill(pid, name)
  } catch {
    // It ended between the two lines.
  }
}

/** Ends all that carries a mark: asks first, insists after `patience` milliseconds, and returns when all is gone. */
export async function endProcesses(entry: string, patience = 2000): Promise<void> {
  const deadline = Date.now() + patience
  for (const each of carrying(entry)) signal(each, 'SIGTERM')
  for (;;) {
    const left = carrying(entry)
    if (left.length === 0) return
    if (Date.now() > deadline) for (const each of left) signal(each, 'SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
