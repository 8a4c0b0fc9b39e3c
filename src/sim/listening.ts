import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { macMark, marked } from './processes.js'
import { FOREIGN } from './shell.js'

export interface Listener {
  readonly command: string
  readonly pid: number
  readonly fd: number
  readonly address: string
  readonly port: number
  /** Plays a program of another user. */
  readonly foreign: boolean
}

/** TCP ports on which processes of one Mac truly listen; the folder is what their environment names as its root. */
export function listeners(folder: string): readonly Listener[] {
  const pids = marked(macMark(folder))
  const others = new Set(marked(`${FOREIGN}=1`))
  const found = process.platform === 'linux' ? fromProc(pids) : pids.flatMap(fromLsof)
  return found.map((each) => ({ ...each, foreign: others.has(each.pid) }))
}

type Plain = Omit<Listener, 'foreign'>

function fromProc(pids: readonly number[]): Plain[] {
  const tables = new Map<string, ReturnType<typeof listeningSockets>>()
  return pids.flatMap((pid) => {
    // Where cables are real, each Mac's processes have a network of their own.
    const network = linkOf(`/proc/${pid}/ns/net`)
    const sockets = tables.get(network) ?? listeningSockets(pid)
    tables.set(network, sockets)
    return descriptors(pid).flatMap(({ fd, inode }) => {
      const at = sockets.get(inode)
      return at ? [{ command: commandOf(pid), pid, fd, ...at }] : []
    })
  })
}

/** Inode to address of every listening socket: columns of proc(5), state 0A is LISTEN. */
function listeningSockets(pid: number): Map<string, { address: string; port: number }> {
  const found = new Map<string, { address: string; port: number }>()
  for (const table of [`/proc/${pid}/net/tcp`, `/proc/${pid}/net/tcp6`]) {
    for (const line of textOf(table).split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
      const [hex = '', port = ''] = local.split(':')
      if (state === '0A') found.set(inode, { address: addressOf(hex), port: parseInt(port, 16) })
    }
  }
  return found
}

/** The kernel prints addresses as 32-bit words in the byte order of the machine, which is little-endian on all that we run on. */
function addressOf(hex: string): string {
  if (/^0+$/.test(hex)) return '*'
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse())
  if (words.length === 1) return bytes.map((byte) => parseInt(byte, 16)).join('.')
  const groups = (bytes.join('').match(/.{4}/g) ?? []).map((group) => parseInt(group, 16).toString(16))
  return `[${groups.join(':').replace(/(^|:)0(:0)+(:|$)/, '::')}]`
}

function descriptors(pid: number): { fd: number; inode: string }[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1]
      return inode === undefined ? [] : [{ fd: Number(fd), inode }]
    })
  } catch {
    return []
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function commandOf(pid: number): string {
  return textOf(`/proc/${pid}/comm`).trim() || '?'
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function fromLsof(pid: number): Plain[] {
  try {
    const text = execFileSync('lsof', ['-nP', '-a', '-p', String(pid), '-iTCP', '-sTCP:LISTEN', '-Fcfn'], {
      encoding: 'utf8',
    })
    const command = /^c(.*)$/m.exec(text)?.[1] ?? '?'
    return [...text.matchAll(/^f(\d+)\nn(.*):(\d+)$/gm)].map(([, fd, address = '*', port]) => ({
      ...{ command, pid, fd: Number(fd), address, port: Number(port) },
    }))
  } catch {
    return []
  }
}
