import { modelOf } from '../catalogue.js'
import { hasRdmaTools } from '../rdma.js'
import type { SimMac, Tool, ToolReply } from '../world.js'
import { ok, unknownArguments } from './reply.js'

/** What can be set, with the value after boot. */
const SETTABLE: Readonly<Record<string, string>> = { 'iogpu.wired_limit_mb': '0', 'net.inet6.ip6.forwarding': '0' }

/** One look asks for these, alone and together. */
const COMMON = ['iogpu.wired_limit_mb', 'kern.boottime', 'hw.memsize', 'hw.model', 'machdep.cpu.brand_string']

export const sysctl: Tool = {
  name: 'sysctl',
  reads: () => [...COMMON.map((key) => ['-n', key]), ['-n', ...COMMON]],
  call: ({ mac, argv, root }) => {
    const bare = argv.includes('-n')
    const words = argv.filter((word) => word !== '-n' && word !== '-w')
    if (words.length === 0 || words.some((word) => word.startsWith('-'))) return unknownArguments('sysctl', argv)
    return together(words.map((word) => (word.includes('=') ? set(mac, word, root, bare) : get(mac, word, bare))))
  },
}

function together(replies: readonly ToolReply[]): ToolReply {
  return {
    stdout: replies.map((reply) => reply.stdout).join(''),
    stderr: replies.map((reply) => reply.stderr).join(''),
    exit: Math.max(...replies.map((reply) => reply.exit)),
  }
}

function get(mac: SimMac, key: string, bare: boolean): ToolReply {
  const value = values(mac)[key]
  if (value === undefined) return { stdout: '', stderr: `sysctl: unknown oid '${key}'\n`, exit: 1 }
  return ok(bare ? `${value}\n` : `${key}: ${value}\n`)
}

function set(mac: SimMac, word: string, root: boolean, bare: boolean): ToolReply {
  const [key = '', value = ''] = word.split('=')
  const old = values(mac)[key]
  if (old === undefined) return { stdout: '', stderr: `sysctl: unknown oid '${key}'\n`, exit: 1 }
  if (SETTABLE[key] === undefined) return { stdout: '', stderr: `sysctl: oid '${key}' is read only\n`, exit: 1 }
  if (!root) return { stdout: '', stderr: `sysctl: ${word}: Operation not permitted\n`, exit: 1 }
  if (!/^\d+$/.test(value)) return { stdout: '', stderr: `sysctl: invalid integer '${value}'\n`, exit: 1 }
  // A value as it is after boot leaves no trace, so that a world with it is the world before.
  mac.sysctl = Object.fromEntries(
    Object.entries({ ...mac.sysctl, [key]: value }).filter(([name, text]) => text !== SETTABLE[name]),
  )
  return ok(bare ? `${old} -> ${value}\n` : `${key}: ${old} -> ${value}\n`)
}

function values(mac: SimMac): Readonly<Record<string, string>> {
  const model = modelOf(mac.model)
  const cores = String(model.cores.reduce((sum, level) => sum + level.count, 0))
  const levels = model.cores.flatMap(({ name, count }, at) => [
    [`hw.perflevel${at}.name`, name],
    [`hw.perflevel${at}.physicalcpu`, String(count)],
    [`hw.perflevel${at}.logicalcpu`, String(count)],
  ])
  return {
    'hw.memsize': String(mac.memoryBytes),
    'hw.model': mac.model,
    'machdep.cpu.brand_string': model.chip,
    'hw.pagesize': '16384',
    'hw.ncpu': cores,
    'hw.physicalcpu': cores,
    'hw.logicalcpu': cores,
    'hw.nperflevels': String(model.cores.length),
    ...(Object.fromEntries(levels) as Record<string, string>),
    'kern.boottime': bootTime(mac),
    'kern.osproductversion': mac.macos.version,
    'kern.osversion': mac.macos.build,
    'kern.hv_vmm_present': '0',
    ...(hasRdmaTools(mac) ? { 'debug.rdma.version': 'Jul 11 2026 14:22:31 RDMA_family' } : {}),
    'vm.swapusage': 'total = 2048.00M  used = 1024.00M  free = 1024.00M  (encrypted)',
    ...settable(mac),
  }
}

// The ceiling of wired GPU memory is a key since macOS 15.
function settable(mac: SimMac): Readonly<Record<string, string>> {
  const all = Object.entries({ ...SETTABLE, ...mac.sysctl })
  const old = Number.parseInt(mac.macos.version, 10) < 15
  return Object.fromEntries(all.filter(([key]) => !(old && key.startsWith('iogpu.'))))
}

function bootTime(mac: SimMac): string {
  const seconds = Math.floor(mac.bootTime)
  const micros = Math.round((mac.bootTime - seconds) * 1e6)
  const local = new Date((seconds + mac.utcOffsetMinutes * 60) * 1000).toUTCString()
  const [, day = '', month = '', year = '', time = ''] = local.split(' ')
  const date = `${local.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`
  return `{ sec = ${seconds}, usec = ${micros} } ${date}`
}
