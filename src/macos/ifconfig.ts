import { asRoot, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said, wholeLines } from './reply.js'

const TOOL = 'ifconfig'

/** A network interface as the kernel has it. */
export interface Interface {
  readonly name: string
  /** Administratively up. RUNNING says nothing on a Mac; carrier is `status`. */
  readonly up: boolean
  readonly ether: string | null
  readonly addresses: readonly { readonly address: string; readonly netmask: string }[]
  readonly status: 'active' | 'inactive' | null
  /** Members of a bridge. */
  readonly members: readonly string[]
}

/** Every interface, down ones too. */
export const interfaces: Question<Interface[]> = {
  name: TOOL,
  command: run('ifconfig'),
  compose: (recorded) => recorded('ifconfig', '-a'),
  read: (reply) => {
    const lines = wholeLines(TOOL, said(TOOL, reply))
    const starts = lines.flatMap((line, index) => (/^\S/.test(line) ? [index] : []))
    if (starts[0] !== 0) throw new Unreadable(TOOL, 'an interface', lines[0] ?? '')
    const found = starts.map((start, index) => readInterface(lines.slice(start, starts[index + 1])))
    const twice = found.find(({ name }, at) => found.findIndex((other) => other.name === name) !== at)
    if (twice !== undefined) throw new Unreadable(TOOL, 'each interface once', twice.name)
    return found
  },
}

const FLAGS = '[0-9a-f]+<[^<>]*>'

// What else an interface prints without -v: ifconfig.c, af_inet6.c, ifbridge.c, ifvlan.c, ifbond.c, iffake.c and nexus.c of
// Apple's network_cmds-741.100.2 (macOS 26.4). An interface that has no address prints no line, so a line that we do not
// know is refused: it may be one.
const INET6_WORDS =
  'anycast|tentative|optimistic|duplicated|detached|deprecated|autoconf|temporary|dynamic|secured|clat46'
const ASIDE = new RegExp(
  `^\\t(?:(?:options|nd6 options)=${FLAGS}|Configuration:|Address cache:|\\t(?:id|maxage|root id|ipfilter|[0-9a-f:]+) [^\\t]+| {8}(?:ifmaxaddr \\d+ port \\d+ priority \\d+ path cost \\d+(?: (?:proto|<unknown)[^\\t:]*)?|(?:hostfilter|role|<unknown) [^\\t]+)|media: [^\\t]+|` +
    `inet6 [0-9a-f:.]+(?:%\\w+)? (?:--> \\S+ )?prefixlen \\d+(?: (?:${INET6_WORDS}))*(?: scopeid 0x[0-9a-f]+)?(?: pltime \\w+ vltime \\w+)?|` +
    `tunnel inet6? \\S+ --> \\S+|nat64 prefix \\S+ prefixlen \\d+|vlan: \\d+ parent interface: \\S+|` +
    `lladdr [0-9a-f:]+|bond (?:interfaces?|mode): [^\\t]+|peer: \\S+|(?:netif|flowswitch): \\S+)$`,
)
const HEADER = new RegExp(`^([A-Za-z][\\w.-]*\\d): flags=([0-9a-f]+)<([A-Z0-9_,]*)>(?: metric \\d+)? mtu \\d+(?: .*)?$`)
const MEMBER = new RegExp(`^\\tmember: ([A-Za-z][\\w.-]*\\d) flags=${FLAGS}$`)
const ETHER = /^\tether ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})$/i
const STATUS = /^\tstatus: (active|inactive)$/
// "inet 10.0.0.1 netmask 0xfffffffc broadcast …"; tunnels print "inet A --> B netmask …".
const INET = /^\tinet (\d+(?:\.\d+){3}) (?:--> \S+ )?netmask 0x([0-9a-f]{8})(?: broadcast \d+(?:\.\d+){3})?$/

function readInterface([first = '', ...rest]: readonly string[]): Interface {
  const header = HEADER.exec(first)
  if (header === null) throw new Unreadable(TOOL, 'an interface with its flags', first)
  const [, name = '', bits = '', words = ''] = header
  const lines = rest.map((line) => line.trimEnd())
  const status = only(name, lines, STATUS)
  const ether = only(name, lines, ETHER)
  whole(name, lines, ether !== null, status !== null)
  return {
    name,
    up: isUp(bits, words, first),
    ether,
    addresses: lines.flatMap(readAddress),
    status: status === 'active' || status === 'inactive' ? status : null,
    members: all(lines, MEMBER),
  }
}

/** Refuses lines that we do not know, and those of an interface that has lost its end or the first line of the next one. */
function whole(name: string, lines: readonly string[], ether: boolean, status: boolean): void {
  const strange = lines.find((line) => ![ETHER, STATUS, INET, MEMBER, ASIDE].some((shape) => shape.test(line)))
  if (strange !== undefined) throw new Unreadable(TOOL, `a line of ${name}`, strange)
  const block = `${name}: ${lines.join('\n')}`
  // These always have an address and a carrier, and those never.
  if (/^(?:en|bridge)\d+$/.test(name) && !(ether && status)) throw new Unreadable(TOOL, 'its address and status', block)
  if (/^(?:lo|gif|stf|utun)\d+$/.test(name) && (ether || status)) throw new Unreadable(TOOL, 'no status', block)
  // Each member is followed by what it costs.
  if (lines.filter((line) => line.startsWith('\t        ifmaxaddr ')).length !== all(lines, MEMBER).length) {
    throw new Unreadable(TOOL, 'each member with its cost', block)
  }
  // The carrier is the last that is said of an interface.
  const behind = lines.slice(lines.findIndex((line) => STATUS.test(line)) + 1)
  const astray = behind.find((line) => !/^\t(?:\t|netif: |flowswitch: )/.test(line))
  if (status && astray !== undefined) throw new Unreadable(TOOL, `nothing of ${name} behind its status`, astray)
}

function only(name: string, lines: readonly string[], shape: RegExp): string | null {
  const [found, ...more] = all(lines, shape)
  if (more.length > 0) throw new Unreadable(TOOL, `one such line of ${name}`, lines.join('\n'))
  return found ?? null
}

function all(lines: readonly string[], shape: RegExp): string[] {
  return lines.flatMap((line) => shape.exec(line)?.[1] ?? [])
}

// Printed twice, as a bit and as a word.
function isUp(bits: string, words: string, line: string): boolean {
  const up = words.split(',').includes('UP')
  if (up !== (parseInt(bits, 16) % 2 === 1)) throw new Unreadable(TOOL, 'flags that agree with their words', line)
  return up
}

function readAddress(line: string): { address: string; netmask: string }[] {
  const match = INET.exec(line)
  if (match === null) return []
  const octets = (match[2] ?? '').match(/../g) ?? []
  return [{ address: match[1] ?? '', netmask: octets.map((octet) => parseInt(octet, 16)).join('.') }]
}

/** Leaves the member administratively down: bring it up afterwards. Fails on an interface that is no member. */
export function removeFromBridge(bridge: string, member: string): Command {
  return asRoot('ifconfig', bridge, 'deletem', member)
}

/** The kernel refuses a member that still has an address. */
export function addToBridge(bridge: string, member: string): Command {
  return asRoot('ifconfig', bridge, 'addm', member)
}

export function bringUp(name: string): Command {
  return asRoot('ifconfig', name, 'up')
}

export function bringDown(name: string): Command {
  return asRoot('ifconfig', name, 'down')
}

export function createBridge(bridge: string): Command {
  return asRoot('ifconfig', bridge, 'create')
}

/** A USB Ethernet adapter was seen to vanish with it (facts 2.2): not over a management path that is one. */
export function destroyBridge(bridge: string): Command {
  return asRoot('ifconfig', bridge, 'destroy')
}

/** An address that lasts until the next reboot. */
export function setAddress(name: string, address: string, netmask: string): Command {
  return asRoot('ifconfig', name, 'inet', address, 'netmask', netmask)
}
