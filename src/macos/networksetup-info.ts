import { Unreadable } from '../command/errors.js'
import type { Reply } from '../command/question.js'
import { said, wholeLines } from './reply.js'

const TOOL = 'networksetup'

export interface ServiceInfo {
  readonly method: 'dhcp' | 'manual'
  readonly address: string | null
  readonly netmask: string | null
  readonly router: string | null
  /** As printed: `Automatic`, `Link Local`, `Off`, … */
  readonly ipv6: string
}

/** How networksetup prints what is not there. */
export const NONE: ReadonlySet<string> = new Set(['(null)', 'N/A'])

/** The text behind a key that stands there at most once: twice means that two blocks have run into one. */
export function onlyValue(lines: readonly string[], key: string): string | undefined {
  const found = lines.filter((line) => line.startsWith(`${key}:`))
  if (found.length > 1) throw new Unreadable(TOOL, `one line of ${key}`, found.join('\n'))
  return found[0]?.slice(key.length + 1).trim()
}

/** How a service gets its address, out of the reply to `-getinfo <name>`; null when there is no service of that name. */
export function readServiceInfo(reply: Reply, name: string): ServiceInfo | null {
  return isUnknownService(reply, name) ? null : readInfo(wholeLines(TOOL, said(TOOL, reply)))
}

// Exit 4, on some releases 0, with the text on stdout (facts 2.3). Whatever stands beside it makes it another answer.
function isUnknownService({ stdout, stderr }: Reply, name: string): boolean {
  const [first, ...rest] = `${stdout}\n${stderr}`.split('\n').filter((line) => line !== '')
  return (
    first === `${name} is not a recognized network service.` &&
    rest.every((line) => line === '** Error: The parameters were not valid.')
  )
}

const METHODS = { 'DHCP Configuration': 'dhcp', 'Manual Configuration': 'manual' } as const

// The lines of `-getinfo`. What a service lacks is left out, so among lines that we do not know nothing counts as lacking.
const INFO_LINE =
  /^(?:IP address|Subnet mask|Router|Client ID|IPv6|IPv6 (?:IP address|Router|Prefix Length)|Ethernet Address|Wi-Fi ID):/

function readInfo([first, ...lines]: readonly string[]): ServiceInfo {
  const method = first === 'DHCP Configuration' || first === 'Manual Configuration' ? METHODS[first] : null
  if (method === null) throw new Unreadable(TOOL, 'DHCP or Manual Configuration', first ?? '')
  const address = ipv4(lines, 'IP address')
  const netmask = ipv4(lines, 'Subnet mask')
  const router = ipv4(lines, 'Router')
  const ipv6 = onlyValue(lines, 'IPv6')
  const strange = lines.find((line) => !INFO_LINE.test(line))
  if ([address, netmask, router].some((value) => !value) && strange !== undefined) {
    throw new Unreadable(TOOL, 'what a service says of itself', strange)
  }
  // All three or none: macOS prints (null) for what is not set.
  if ((address === undefined) !== (netmask === undefined) || (address === undefined) !== (router === undefined)) {
    throw new Unreadable(TOOL, 'address, mask and router together', lines.join('\n'))
  }
  if (!ipv6) throw new Unreadable(TOOL, 'how the service does IPv6', lines.join('\n'))
  return { method, address: address ?? null, netmask: netmask ?? null, router: router ?? null, ipv6 }
}

// null: printed as not there. undefined: not printed.
function ipv4(lines: readonly string[], key: string): string | null | undefined {
  const value = onlyValue(lines, key)
  if (value === undefined || value === '(null)') return value === undefined ? undefined : null
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(value)) throw new Unreadable(TOOL, `an IPv4 address as ${key}`, value)
  return value
}
