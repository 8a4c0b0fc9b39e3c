import { asRoot, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import { known, unknown, type Answer, type Question, type Recorded, type Reply } from '../command/question.js'
import { complaint, said, says, wholeLines } from './reply.js'

export { refusal } from './refusal.js'

const TOOL = 'networksetup'

// The first line of both listings of services.
const ASTERISK = 'An asterisk (*) denotes'

export interface HardwarePort {
  /** `Thunderbolt 2`, `Ethernet Adapter (en8)`, `Thunderbolt Bridge`, … English in every locale. */
  readonly port: string
  readonly device: string
  readonly ethernetAddress: string | null
}

/** A network service in its order. Its name is the user's and may be translated: find services by device. */
export interface Service {
  readonly name: string
  readonly port: string
  /** null for services without hardware (a VPN). */
  readonly device: string | null
  readonly enabled: boolean
}

export interface ServiceInfo {
  readonly method: 'dhcp' | 'manual'
  readonly address: string | null
  readonly netmask: string | null
  readonly router: string | null
  /** As printed: `Automatic`, `Link Local`, …; null when the line is missing. */
  readonly ipv6: string | null
}

/** The receptacle number of a hardware port. `Thunderbolt Bridge` and `Thunderbolt Ethernet Slot 1` are none. */
export function receptacleOf(port: string): number | null {
  const match = /^Thunderbolt (\d{1,2})$/.exec(port)
  return match === null ? null : Number(match[1])
}

/** Hardware ports and their interfaces: the only way from a receptacle to an enN. */
export const hardwarePorts: Question<HardwarePort[]> = {
  name: 'networksetup -listallhardwareports',
  command: run('networksetup', '-listallhardwareports'),
  read: (reply) => {
    const lines = said(TOOL, reply).split('\n')
    // The VLAN trailer comes last: without it the list is cut off.
    const end = lines.indexOf('VLAN Configurations')
    if (end < 0) throw new Unreadable(TOOL, 'hardware ports up to "VLAN Configurations"', lines.slice(-4).join('\n'))
    const starts = lines.slice(0, end).flatMap((line, index) => (line.startsWith('Hardware Port: ') ? [index] : []))
    const stray = lines.slice(0, starts[0] ?? end).find((line) => line !== '')
    if (stray !== undefined) throw new Unreadable(TOOL, 'a hardware port', stray)
    return starts.map((start, index) => readPort(lines.slice(start, starts[index + 1] ?? end)))
  },
}

function readPort(lines: readonly string[]): HardwarePort {
  const value = (key: string) =>
    lines
      .find((line) => line.startsWith(`${key}:`))
      ?.slice(key.length + 1)
      .trim()
  const port = value('Hardware Port')
  const device = value('Device')
  const address = value('Ethernet Address')
  if (!port || !device) throw new Unreadable(TOOL, 'a hardware port with its device', lines.join('\n'))
  const isAddress = address !== undefined && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(address)
  return { port, device, ethernetAddress: isAddress ? address : null }
}

/** All services, the one with the default route first. */
export const serviceOrder: Question<Service[]> = {
  name: 'networksetup -listnetworkserviceorder',
  command: run('networksetup', '-listnetworkserviceorder'),
  read: (reply) => {
    const [header, ...lines] = wholeLines(TOOL, said(TOOL, reply))
    if (header === undefined || !header.startsWith(ASTERISK)) {
      throw new Unreadable(TOOL, 'the order of services', header ?? '')
    }
    const rows = lines.filter((line) => line !== '')
    if (rows.length % 2 !== 0) throw new Unreadable(TOOL, 'two lines per service', rows.at(-1) ?? '')
    return rows.flatMap((row, index) => (index % 2 === 0 ? [readService(row, rows[index + 1] ?? '')] : []))
  },
}

function readService(first: string, second: string): Service {
  const name = /^\((\d+|\*)\) (.+)$/.exec(first)
  const hardware = /^\(Hardware Port: (.*), Device: (.*)\)$/.exec(second)
  if (name === null || hardware === null) throw new Unreadable(TOOL, 'a service and its port', `${first}\n${second}`)
  const device = hardware[2] ?? ''
  return {
    name: name[2] ?? '',
    port: hardware[1] ?? '',
    device: device === '' ? null : device,
    enabled: name[1] !== '*',
  }
}

// Each service on a Thunderbolt port or a bridge under a line of its own, with the exit code and the name. Others are none
// of ours, and each would cost a process. Names of hardware ports are English in every locale.
const INFOS = [
  'order=$(networksetup -listnetworkserviceorder) || { printf \'%s\\n\' "$order"; exit 1; }',
  'printf \'%s\\n\' "$order" | {',
  '  IFS= read -r header; printf \'%s\\n\' "$header"',
  '  while IFS= read -r line; do',
  '    case $line in',
  '      "(Hardware Port: Thunderbolt "*|"(Hardware Port: "*", Device: bridge"*)',
  '        info=$(networksetup -getinfo "$name" </dev/null 2>&1)',
  '        printf \'== %s %s\\n%s\\n\' "$?" "$name" "$info" ;;',
  '      "("*) name=${line#(*) } ;;',
  '    esac',
  '  done',
  "  printf '== end\\n'",
  '}',
].join('\n')

/**
 * How each service on a Thunderbolt port or a bridge gets its address, by name. One that prints what we do not know is
 * `unknown` by itself.
 */
export const serviceInfos: Question<ReadonlyMap<string, Answer<ServiceInfo | null>>> = {
  name: 'networksetup -getinfo of Thunderbolt services',
  command: run('sh', '-c', INFOS),
  compose: infosFrom,
  read: (reply) => {
    // A refusal inside belongs to one service; the list as a whole fails by its exit code.
    if (reply.exit !== 0) throw new Unreadable(TOOL, 'exit 0', `exit ${reply.exit}: ${complaint(reply)}`)
    const [header, ...lines] = wholeLines(TOOL, reply.stdout)
    if (header === undefined || !header.startsWith(ASTERISK)) throw new Unreadable(TOOL, 'its services', header ?? '')
    if (lines.at(-1) !== '== end') throw new Unreadable(TOOL, 'the end of its services', lines.at(-1) ?? '')
    const starts = lines.flatMap((line, index) => (line.startsWith('== ') ? [index] : []))
    if (starts[0] !== 0) throw new Unreadable(TOOL, 'a service', lines[0] ?? '')
    return new Map(starts.slice(0, -1).map((start, at) => readBlock(lines.slice(start, starts[at + 1]))))
  },
}

// The same text from one listing and one `-getinfo` per service. A service that nobody asked for is unknown by itself.
function infosFrom(recorded: Recorded): Reply | null {
  const order = recorded(...serviceOrder.command.words.map(String))
  if (order === null || order.exit !== 0) return order
  const blocks = serviceOrder
    .read(order)
    .filter(({ port, device }) => port.startsWith('Thunderbolt ') || device?.startsWith('bridge') === true)
    .map(({ name }) => {
      const info = recorded(TOOL, '-getinfo', name)
      if (info === null) return `== 1 ${name}\nnot in this bundle: ${TOOL} -getinfo ${name}\n`
      return `== ${info.exit} ${name}\n${`${info.stdout}${info.stderr}`.trimEnd()}\n`
    })
  return { exit: 0, stdout: `${ASTERISK}\n${blocks.join('')}== end\n`, stderr: '' }
}

function readBlock([first = '', ...lines]: readonly string[]): [string, Answer<ServiceInfo | null>] {
  const match = /^== (\d+) (.+)$/.exec(first)
  if (match === null) throw new Unreadable(TOOL, 'the exit code and name of a service', first)
  const [, exit, name = ''] = match
  try {
    return [name, known(readServiceInfo({ exit: Number(exit), stdout: `${lines.join('\n')}\n`, stderr: '' }))]
  } catch (error) {
    if (error instanceof Unreadable) return [name, unknown(`${name}: ${error.message}`)]
    throw error
  }
}

/** How a service gets its address, out of the reply to `-getinfo`; null when there is no service of that name. */
export function readServiceInfo(reply: Reply): ServiceInfo | null {
  return isUnknownService(reply) ? null : readInfo(wholeLines(TOOL, said(TOOL, reply)))
}

// Exit 4, on some releases 0, with the text on stdout (facts 2.3).
function isUnknownService(reply: Reply): boolean {
  return says(reply, / is not a recognized network service\.$/)
}

const METHODS = { 'DHCP Configuration': 'dhcp', 'Manual Configuration': 'manual' } as const

function readInfo([first, ...lines]: readonly string[]): ServiceInfo {
  const method = first === 'DHCP Configuration' || first === 'Manual Configuration' ? METHODS[first] : null
  if (method === null) throw new Unreadable(TOOL, 'DHCP or Manual Configuration', first ?? '')
  const value = (key: string) => {
    const found = lines
      .find((line) => line.startsWith(`${key}:`))
      ?.slice(key.length + 1)
      .trim()
    return found === undefined || found === '' || found === '(null)' || found === 'none' ? null : found
  }
  return {
    method,
    address: value('IP address'),
    netmask: value('Subnet mask'),
    router: value('Router'),
    ipv6: value('IPv6'),
  }
}

/** Fails on a port that the stored bridge claims, and on a name in use: look first. `port` is a hardware port name. */
export function createService(name: string, port: string): Command {
  return asRoot('networksetup', '-createnetworkservice', name, port)
}

export function removeService(name: string): Command {
  return asRoot('networksetup', '-removenetworkservice', name)
}

/** A static address without router, as a point-to-point link wants it; with one, as an office network wants it. */
export function setManual(name: string, ip: string, mask: string, router?: string): Command {
  return asRoot('networksetup', '-setmanual', name, ip, mask, ...(router === undefined ? [] : [router]))
}

export function setIpv4Off(name: string): Command {
  return asRoot('networksetup', '-setv4off', name)
}

export function setDhcp(name: string): Command {
  return asRoot('networksetup', '-setdhcp', name)
}

/** Off is not enough for the Thunderbolt bridge: it loses its address and keeps its members (facts 2.2). */
export function setServiceEnabled(name: string, on: boolean): Command {
  return asRoot('networksetup', '-setnetworkserviceenabled', name, on ? 'on' : 'off')
}

/** Must name all services, or macOS refuses. */
export function orderServices(names: readonly string[]): Command {
  return asRoot('networksetup', '-ordernetworkservices', ...names)
}

export function setIpv6LinkLocal(name: string): Command {
  return asRoot('networksetup', '-setv6LinkLocal', name)
}

export function setIpv6Automatic(name: string): Command {
  return asRoot('networksetup', '-setv6automatic', name)
}

export function setIpv6Off(name: string): Command {
  return asRoot('networksetup', '-setv6off', name)
}
