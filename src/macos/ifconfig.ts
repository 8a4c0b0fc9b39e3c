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
    return starts.map((start, index) => readInterface(lines.slice(start, starts[index + 1])))
  },
}

function readInterface([first = '', ...rest]: readonly string[]): Interface {
  const header = /^(\S+): flags=[0-9a-f]+<([^>]*)>/.exec(first)
  if (header === null) throw new Unreadable(TOOL, 'an interface with its flags', first)
  const lines = rest.map((line) => line.trim())
  const after = (word: string) => lines.filter((line) => line.startsWith(`${word} `))
  return {
    name: header[1] ?? '',
    up: (header[2] ?? '').split(',').includes('UP'),
    ether: take(after('ether')[0], /^ether ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})$/i),
    addresses: after('inet').map(readAddress),
    status: readStatus(after('status:')[0]),
    members: after('member:').map((line) => take(line, /^member: (\S+) flags=/) ?? ''),
  }
}

function take(line: string | undefined, shape: RegExp): string | null {
  if (line === undefined) return null
  const value = shape.exec(line)?.[1]
  if (value === undefined) throw new Unreadable(TOOL, String(shape), line)
  return value
}

// "inet 10.0.0.1 netmask 0xfffffffc broadcast …"; tunnels print "inet A --> B netmask …".
function readAddress(line: string): { address: string; netmask: string } {
  const match = /^inet (\d+(?:\.\d+){3}) (?:--> \S+ )?netmask 0x([0-9a-f]{8})(?: |$)/.exec(line)
  if (match === null) throw new Unreadable(TOOL, 'an IPv4 address with its netmask', line)
  const octets = (match[2] ?? '').match(/../g) ?? []
  return { address: match[1] ?? '', netmask: octets.map((octet) => parseInt(octet, 16)).join('.') }
}

function readStatus(line: string | undefined): 'active' | 'inactive' | null {
  if (line === undefined) return null
  if (line === 'status: active') return 'active'
  if (line === 'status: inactive') return 'inactive'
  throw new Unreadable(TOOL, 'a status', line)
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
