import { execFileSync } from 'node:child_process'

interface Row {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Process ids of the macloom providers that a running engine has started. */
export function providersOf(engine: number | undefined): number[] {
  const rows = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n').map(read)
  return below(rows, engine ?? -1).flatMap(({ pid, command }) =>
    /dist\/provider\/main\.js/.test(command) ? [pid] : [],
  )
}

function read(line: string): Row {
  const [pid = '', parent = '', ...words] = line.trim().split(/\s+/)
  return { pid: Number(pid), parent: Number(parent), command: words.join(' ') }
}

function below(rows: readonly Row[], pid: number): Row[] {
  return rows.filter(({ parent }) => parent === pid).flatMap((row) => [row, ...below(rows, row.pid)])
}

/** Whether a process of ours still runs. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
