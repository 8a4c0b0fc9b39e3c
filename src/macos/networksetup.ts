import { asRoot, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import { known, unknown, type Answer, type Question, type Recorded, type Reply } from '../command/question.js'
import { NONE, onlyValue, readServiceInfo, type ServiceInfo } from './networksetup-info.js'
import { complaint, said, wholeLines } from './reply.js'

export { refusal } from './refusal.js'

const TOOL = 'networksetup'

// The first line of both listings of services.
const ASTERISK = 'An asterisk (*) denotes that a network service is disabled.'

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
    if (end < 0 || !/^=+$/.test(lines[end + 1] ?? '')) {
      throw new Unreadable(
        TOOL,
        'hardware ports up to "VLAN Configurations"',
        lines.slice(end < 0 ? -4 : end).join('\n'),
      )
    }
    const blocks = lines.slice(0, end).join('\n').split(/\n\n+/)
    const ports = blocks.map((block) => block.split('\n').filter((line) => line !== ''))
    const found = ports.filter((port) => port.length > 0).map(readPort)
    // No Mac is without a port, a virtual one included.
    if (found.length === 0) throw new Unreadable(TOOL, 'at least one hardware port', lines.join('\n'))
    return found
  },
}

// Three lines and no other: where a block has more, two have run into one, and where it has less, one is lost.
function readPort(lines: readonly string[]): HardwarePort {
  const [port, device = '', address = ''] = ['Hardware Port', 'Device', 'Ethernet Address'].map((key) =>
    onlyValue(lines, key),
  )
  if (lines.length !== 3 || !port || !/^[A-Za-z][\w.-]*$/.test(device)) {
    throw new Unreadable(TOOL, 'a hardware port with its interface and address', lines.join('\n'))
  }
  if (!ETHER.test(address) && !NONE.has(address)) throw new Unreadable(TOOL, 'an Ethernet address', lines.join('\n'))
  return { port, device, ethernetAddress: NONE.has(address) ? null : address }
}

const ETHER = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i

/** All services, the one with the default route first. */
export const serviceOrder: Question<Service[]> = {
  name: 'networksetup -listnetworkserviceorder',
  command: run('networksetup', '-listnetworkserviceorder'),
  read: (reply) => {
    const [header, ...lines] = wholeLines(TOOL, said(TOOL, reply))
    if (header !== ASTERISK) {
      throw new Unreadable(TOOL, 'the order of services', header ?? '')
    }
    if (lines.length === 0) throw new Unreadable(TOOL, 'at least one service', header)
    // Two lines and an empty one for each service.
    const stray = lines.find((line, at) => (line === '') !== (at % 3 === 2))
    if (stray !== undefined || lines.length % 3 === 1) {
      throw new Unreadable(TOOL, 'two lines and an empty one per service', stray ?? lines.at(-1) ?? '')
    }
    const starts = lines.flatMap((_, at) => (at % 3 === 0 ? [at] : []))
    return starts.map((at) => readService(lines[at] ?? '', lines[at + 1] ?? ''))
  },
}

// The bundle of an app (io.tailscale.ipn.macsys), or one of the kinds that macOS has itself.
const VPN = /^(?:[\w-]+(?:\.[\w-]+)+|L2TP|PPTP|PPP|PPPoE|IKEv2|(?:Cisco )?IPSec)$/

function readService(first: string, second: string): Service {
  const name = /^\((\d+|\*)\) (.+)$/.exec(first)
  const hardware = /^\(Hardware Port: (.*), Device: (.*)\)$/.exec(second)
  if (name === null || hardware === null) throw new Unreadable(TOOL, 'a service and its port', `${first}\n${second}`)
  const [, port = '', device = ''] = hardware
  // A VPN has none; whatever else has lost it.
  if (device === '' ? !VPN.test(port) : !/^[A-Za-z][\w.-]*$/.test(device)) {
    throw new Unreadable(TOOL, 'the device of a service', second)
  }
  return {
    name: name[2] ?? '',
    port,
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
    if (header !== ASTERISK) throw new Unreadable(TOOL, 'its services', header ?? '')
    if (lines.at(-1) !== '== end') throw new Unreadable(TOOL, 'the end of its services', lines.at(-1) ?? '')
    const joined = lines.find((line) => /.== (?:\d+ |end$)/.test(line) && !line.startsWith('== '))
    if (joined !== undefined) throw new Unreadable(TOOL, 'a service on a line of its own', joined)
    const starts = lines.flatMap((line, index) => (line.startsWith('== ') ? [index] : []))
    if (starts[0] !== 0) throw new Unreadable(TOOL, 'a service', lines[0] ?? '')
    const infos = new Map(starts.slice(0, -1).map((start, at) => readBlock(lines.slice(start, starts[at + 1]))))
    if (infos.size !== starts.length - 1) throw new Unreadable(TOOL, 'each service once', [...infos.keys()].join(', '))
    return infos
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
    return [name, known(readServiceInfo({ exit: Number(exit), stdout: `${lines.join('\n')}\n`, stderr: '' }, name))]
  } catch (error) {
    if (error instanceof Unreadable) return [name, unknown(`${name}: ${error.message}`)]
    throw error
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
