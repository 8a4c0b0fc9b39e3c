import { listeners, type Listener } from './listening.js'
import { ok, unknown } from './said.js'
import type { Tool } from './world.js'

/** `lsof -nP -iTCP:8080 -sTCP:LISTEN [-F pcLn] [-t]`, of the processes of this Mac alone. */
export const lsof: Tool = {
  name: 'lsof',
  call: ({ argv, folder, mac, root }) => {
    const asked = readLsof(argv)
    if (asked === null) return unknown('lsof', argv)
    // Without root lsof shows a user only the user's own processes.
    const found = listeners(folder)
      .filter((each) => asked.port === null || each.port === asked.port)
      .filter(({ foreign }) => root || !foreign)
      .map((each) => ({ ...each, user: each.foreign ? '_www' : mac.user }))
    if (found.length === 0) return { stdout: '', stderr: '', exit: 1 }
    if (asked.form === 'pids') return ok(`${[...new Set(found.map(({ pid }) => pid))].join('\n')}\n`)
    if (asked.form === 'fields') return ok(printFields(found))
    return ok(`${HEADER}${found.map(row).join('\n')}\n`)
  },
}

const HEADER = 'COMMAND     PID  USER   FD   TYPE             DEVICE SIZE/OFF NODE NAME\n'

interface LsofAsked {
  readonly port: number | null
  readonly form: 'table' | 'fields' | 'pids'
}

function readLsof(argv: readonly string[]): LsofAsked | null {
  const text = argv.join(' ').replace(/ ?-F ?pcLn/, ' -fields')
  const words = text.split(' ').filter((word) => word !== '' && word !== '-a')
  const filter = words.find((word) => /^-iTCP(:\d+)?$/.test(word))
  const known = ['-nP', '-n', '-P', '-sTCP:LISTEN', '-t', '-fields', filter]
  if (filter === undefined || !words.includes('-sTCP:LISTEN') || words.some((word) => !known.includes(word)))
    return null
  const form = words.includes('-t') ? 'pids' : words.includes('-fields') ? 'fields' : 'table'
  return { port: filter.includes(':') ? Number(filter.slice(6)) : null, form }
}

export type Found = Listener & { readonly user: string }

/** Field output: a process once, then its files. */
export function printFields(found: readonly Found[]): string {
  const lines = found.flatMap(({ pid, command, user, fd, address, port }, at) => [
    ...(found[at - 1]?.pid === pid ? [] : [`p${pid}`, `c${command}`, `L${user}`]),
    ...[`f${fd}`, `n${address}:${port}`],
  ])
  return `${lines.join('\n')}\n`
}

function row({ command, pid, user, fd, address, port }: Found): string {
  const start = [command.slice(0, 9).padEnd(9), String(pid).padStart(5), user, `${fd}u`.padStart(4)].join(' ')
  return `${start}  IPv4 0x3f2a1c9e7b5d0001      0t0  TCP ${address}:${port} (LISTEN)`
}
