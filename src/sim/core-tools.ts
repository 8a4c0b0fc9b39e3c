import { connect } from 'node:net'
import { listeners, type Listener } from './listening.js'
import type { SimMac, Tool, ToolReply } from './world.js'

const ok = (stdout: string): ToolReply => ({ stdout, stderr: '', exit: 0 })
const unknown = (tool: string, argv: readonly string[]): ToolReply => ({
  stdout: '',
  stderr: `${tool}: sim: the stand-in does not know these arguments: ${argv.join(' ')}\n`,
  exit: 64,
})

/** What is neither a macOS tool nor the same on both systems: names, disk, ports. */
export function coreTools(): readonly Tool[] {
  return [uname, hostname, df, lsof, nc]
}

const uname: Tool = {
  name: 'uname',
  reads: () => [[], ['-s'], ['-m'], ['-r'], ['-n'], ['-sm']],
  call: ({ mac, argv }) => {
    const parts: Record<string, string> = { s: 'Darwin', m: 'arm64', r: kernel(mac), n: nodeName(mac) }
    if (argv.length > 1 || !/^(-[smrn]+)?$/.test(argv[0] ?? '')) return unknown('uname', argv)
    const letters = (argv[0] ?? '-s').slice(1)
    return ok(`${[...'snrm'].flatMap((letter) => (letters.includes(letter) ? [parts[letter]] : [])).join(' ')}\n`)
  },
}

/** Darwin is nine ahead of macOS up to 15 and one behind since 26. */
function kernel({ macos }: SimMac): string {
  const [major = 0, minor = 0] = macos.version.split('.').map(Number)
  return `${major >= 26 ? major - 1 : major + 9}.${minor}.0`
}

function nodeName(mac: SimMac): string {
  return `${mac.localHostName}.local`
}

const hostname: Tool = {
  name: 'hostname',
  reads: () => [[], ['-s']],
  call: ({ mac, argv }) => {
    if (argv.length === 0) return ok(`${nodeName(mac)}\n`)
    return argv.join(' ') === '-s' ? ok(`${mac.localHostName}\n`) : unknown('hostname', argv)
  },
}

const SIZE = 1_948_404_704

/** Both rows that matter share one APFS container, so the free space is the same (facts 4.4; rows composed). */
const df: Tool = {
  name: 'df',
  call: (call) => {
    const { argv, mac } = call
    const rest = argv.filter((word) => !['-k', '-P', '-kP', '-Pk'].includes(word))
    if (argv.length === rest.length || rest.some((word) => word.startsWith('-'))) return unknown('df', argv)
    const free = Math.floor(freeBytes(mac) / 1024)
    const used = SIZE - free
    const share = `${Math.ceil((used / SIZE) * 100)}%`
    const header = 'Filesystem     1024-blocks       Used  Available Capacity iused       ifree %iused  Mounted on'
    const row = `/dev/disk3s5    ${SIZE}  ${used}  ${free}    ${share}  612845 ${free * 10}    0%   /System/Volumes/Data`
    return ok(`${header}\n${row}\n`)
  },
}

/** With the fault `disk full` that is what is left; else what the world says. */
function freeBytes(mac: SimMac): number {
  const full = mac.faults['disk full']
  return full === undefined ? mac.diskFreeBytes : Number(full || 0)
}

/** `lsof -nP -iTCP:8080 -sTCP:LISTEN [-F pcLn] [-t]`, of the processes of this Mac alone. */
const lsof: Tool = {
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
    if (asked.form === 'fields') return ok(`${found.map(fields).join('\n')}\n`)
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

type Found = Listener & { readonly user: string }

function fields({ pid, command, user, fd, address, port }: Found): string {
  return [`p${pid}`, `c${command}`, `L${user}`, `f${fd}`, `n${address}:${port}`].join('\n')
}

function row({ command, pid, user, fd, address, port }: Found): string {
  const start = [command.slice(0, 9).padEnd(9), String(pid).padStart(5), user, `${fd}u`.padStart(4)].join(' ')
  return `${start}  IPv4 0x3f2a1c9e7b5d0001      0t0  TCP ${address}:${port} (LISTEN)`
}

/** `nc -z [-w seconds] [-G seconds] host port`: says by its exit code whether somebody listens. */
const nc: Tool = {
  name: 'nc',
  call: async (call) => {
    const rest = [...call.argv]
    const [port, host] = [rest.pop(), rest.pop()]
    const plain = rest
      .join(' ')
      .replaceAll(/-[wG] ?\d+/g, '')
      .split(' ')
      .filter((word) => word !== '')
    if (host === undefined || !/^\d+$/.test(port ?? '') || !plain.every((word) => /^-[znv]+$/.test(word)))
      return unknown('nc', call.argv)
    return (await listens(host, Number(port))) ? ok('') : { stdout: '', stderr: '', exit: 1 }
  },
}

function listens(host: string, port: number): Promise<boolean> {
  if (!host.startsWith('127.') && host !== 'localhost') return Promise.resolve(false)
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
