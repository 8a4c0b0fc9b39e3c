import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question, Reply } from '../command/question.js'
import { oneLine, said, says, toolIsMissing, wholeLines } from './reply.js'

export interface IbvDevice {
  /** `rdma_en5` belongs to `en5`. */
  readonly device: string
  readonly guid: string
}

export interface IbvPort {
  readonly device: string
  /** `PORT_ACTIVE`, `PORT_DOWN`, … as the tool prints it. */
  readonly state: string
}

/** The address table of one RDMA device. JACCL speaks from index 1, whatever stands there (facts 2.5). */
export interface IbvGids {
  readonly device: string
  readonly gids: readonly { readonly index: number; readonly gid: string }[]
}

/** What the kernel booted with. Absent before macOS 26.2. `enabled` does not mean that devices exist (Thunderbolt 4). */
export const rdmaStatus: Question<'enabled' | 'disabled' | 'absent'> = {
  name: 'rdma_ctl status',
  command: run('rdma_ctl', 'status'),
  read: (reply) => {
    if (toolIsMissing(reply)) return 'absent'
    const status = oneLine('rdma_ctl', said('rdma_ctl', reply))
    if (status === 'enabled' || status === 'disabled') return status
    throw new Unreadable('rdma_ctl', 'enabled or disabled', status)
  },
}

/** The bit that counts from the next boot on; null when it was never set. */
export const rdmaInNvram: Question<string | null> = {
  name: 'nvram rdma-enable',
  command: run('nvram', 'rdma-enable'),
  read: (reply) => {
    if (reply.exit !== 0 && says(reply, /data was not found$/)) return null
    const text = oneLine('nvram', said('nvram', reply))
    const value = /^rdma-enable\t(\S+)$/.exec(text)?.[1]
    if (value === undefined) throw new Unreadable('nvram', 'rdma-enable and its value', text)
    return value
  },
}

/** RDMA devices in the order of the tool, none when RDMA is off or the Mac has Thunderbolt 4; null before macOS 26.2. */
export const ibvDevices: Question<IbvDevice[] | null> = {
  name: 'ibv_devices',
  command: run('ibv_devices'),
  read: (reply) => {
    if (toolIsMissing(reply)) return null
    const [header = '', rule = '', ...rows] = wholeLines('ibv_devices', said('ibv_devices', reply))
    // Both header lines are printed even when there is no device.
    if (!/^ +device +\t +node GUID$/.test(header) || !/^ +-{6} +\t-{16}$/.test(rule)) {
      throw new Unreadable('ibv_devices', 'its two header lines', `${header}\n${rule}`)
    }
    return rows.filter((row) => row.trim() !== '').map(readDevice)
  },
}

function readDevice(row: string): IbvDevice {
  const match = /^\s+(rdma_[A-Za-z]+\d+)\s+([0-9a-f]{16})$/.exec(row)
  if (match === null) throw new Unreadable('ibv_devices', 'a device and its GUID', row)
  return { device: match[1] ?? '', guid: match[2] ?? '' }
}

/** The state of each RDMA port. The tool can hang on a stuck port (facts 2.2), so the deadline is short. */
export const ibvPorts: Question<IbvPort[]> = {
  name: 'ibv_devinfo',
  command: { ...run('ibv_devinfo'), seconds: 10 },
  compose: (recorded) => recorded('ibv_devinfo', '-v'),
  read: (reply) => devicesIn(reply).map(readState),
}

/** What ibv_devinfo prints, with `-v` or without: the lines of each device. */
function devicesIn(reply: Reply): string[][] {
  if (toolIsMissing(reply) || saysNoDevice(reply)) return []
  const lines = wholeLines('ibv_devinfo', said('ibv_devinfo', reply)).filter((line) => line.trim() !== '')
  const strange = lines.find((line) => !DEVINFO_LINE.test(line))
  if (strange !== undefined) throw new Unreadable('ibv_devinfo', 'a key and its value', strange)
  const starts = lines.flatMap((line, index) => (line.startsWith('hca_id:') ? [index] : []))
  if (starts[0] !== 0) throw new Unreadable('ibv_devinfo', 'hca_id', lines[0] ?? '')
  return starts.map((start, index) => wholeDevice(lines.slice(start, starts[index + 1])))
}

// Text of mlx#3777. The exit code and the stream are inferred, so it is the text that counts, and nothing beside it.
function saysNoDevice({ stdout, stderr }: Reply): boolean {
  return `${stdout}${stderr}`.trim() === 'No IB devices found'
}

const DEVINFO_LINE = /^(?:hca_id:\trdma_[A-Za-z]+\d+|\t+[a-z][a-z_0-9]*:\s+[^\t]+|\t+GID\[\s*\d+\]:\s+\S+)$/

// Each key once: where two devices have run into one, some stand there twice. link_layer is the last of every port.
function wholeDevice(lines: string[]): string[] {
  const keys = lines.map((line) => line.slice(0, line.indexOf(':')).trim())
  const twice = keys.find((key, at) => keys.indexOf(key) !== at)
  if (twice !== undefined || !keys.includes('link_layer')) {
    throw new Unreadable('ibv_devinfo', 'each key of a device once, up to link_layer', lines.join('\n'))
  }
  return lines
}

function deviceOf(first: string): string | undefined {
  return /^hca_id:\s+(\S+)$/.exec(first)?.[1]
}

function readState([first = '', ...lines]: readonly string[]): IbvPort {
  const device = deviceOf(first)
  const states = lines.flatMap((line) => /^\s+state:\s+(PORT_[A-Z_]+) \(\d+\)$/.exec(line)?.[1] ?? [])
  // A Thunderbolt device has one port; two states would leave open which one is meant.
  if (device === undefined || states.length !== 1) {
    throw new Unreadable('ibv_devinfo', 'a device with the state of its one port', [first, ...lines].join('\n'))
  }
  return { device, state: states[0] ?? '' }
}

/** The address table of each device; asked by itself, so that a layout of `-v` that we do not know costs no port state. */
export const ibvGids: Question<IbvGids[]> = {
  name: 'ibv_devinfo -v',
  command: { ...run('ibv_devinfo', '-v'), seconds: 10 },
  read: (reply) => devicesIn(reply).map(readGids),
}

/** Protection domains that each device can give, read off the device: sources differ (facts 3.3). */
export const ibvLimits: Question<{ readonly device: string; readonly protectionDomains: number }[]> = {
  name: 'ibv_devinfo -v (limits)',
  command: { ...run('ibv_devinfo', '-v'), seconds: 10 },
  read: (reply) => devicesIn(reply).map(readLimit),
}

function readLimit([first = '', ...lines]: readonly string[]): { device: string; protectionDomains: number } {
  const device = deviceOf(first)
  const limits = lines.flatMap((line) => /^\tmax_pd:\s+(\d{1,9})$/.exec(line)?.[1] ?? [])
  if (device === undefined || limits.length !== 1) {
    throw new Unreadable('ibv_devinfo', 'a device with its max_pd', [first, ...lines].join('\n'))
  }
  return { device, protectionDomains: Number(limits[0]) }
}

function readGids([first = '', ...lines]: readonly string[]): IbvGids {
  const device = deviceOf(first)
  if (device === undefined) throw new Unreadable('ibv_devinfo', 'a device', first)
  const rows = lines.filter((line) => line.trim().startsWith('GID['))
  // An idle port without any address too has the one that its Ethernet address makes (facts 3.3).
  const gids = rows.map(readGid)
  if (gids.some(({ index }, at) => (at === 0 ? index !== 0 : index <= (gids[at - 1]?.index ?? 0)))) {
    throw new Unreadable('ibv_devinfo -v', 'addresses from index 0 on', rows.join('\n'))
  }
  if (gids.length === 0) throw new Unreadable('ibv_devinfo -v', `the address table of ${device}`, lines.join('\n'))
  return { device, gids }
}

function readGid(line: string): { index: number; gid: string } {
  const match = /^\s+GID\[\s*(\d+)\]:\s+(\S+)/.exec(line)
  if (match === null) throw new Unreadable('ibv_devinfo', 'an address with its index', line)
  return { index: Number(match[1]), gid: match[2] ?? '' }
}
