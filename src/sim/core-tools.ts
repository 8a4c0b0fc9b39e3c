import { connect } from 'node:net'
import { df } from './df.js'
import { lsof } from './lsof.js'
import { ok, unknown } from './said.js'
import type { SimMac, Tool } from './world.js'

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
