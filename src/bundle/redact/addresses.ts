import { isIPv4, isIPv6 } from 'node:net'
import { standInMac, standInUuid } from './hardware.js'
import { hex, type Scramble } from './scramble.js'

/** What of addresses has to be known before: those that the lab declares stay, and UUIDs may stand where an address does. */
export interface AddressRules {
  readonly keep: (address: string) => boolean
  readonly uuids: ReadonlySet<string>
}

/** IPv4 and IPv6 addresses in a text. Neighbours stay neighbours: networks are kept apart octet by octet. */
export function redactAddresses(scramble: Scramble, text: string, rules: AddressRules): string {
  return text
    .replace(V6, (found) => (isIPv6(found) ? standInV6(scramble, found, rules) : found))
    .replace(V4, (found) => (isIPv4(found) ? standInV4(scramble, found, rules) : found))
}

const V4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)/g
const V6 = /(?<![\w:.])(?:[0-9a-f]{1,4}|:)(?::[0-9a-f]{0,4}){1,7}(?![\w:.])/gi

function standInV4(scramble: Scramble, address: string, { keep }: AddressRules): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  // Netmasks, loopback, multicast and broadcast name nobody.
  if (a === 0 || a === 127 || a >= 224 || keep(address)) return address
  for (let turn = 0; ; turn += 1) {
    const byte = (...from: readonly number[]) => scramble('ipv4', [...from, turn].join('.'), 1)[0] ?? 0
    const made = [...network(a, b, byte(a, b)), byte(a, b, c), d].join('.')
    if (!keep(made)) return made
  }
}

/** The first two octets: private ranges stay what they are, public addresses become those set apart for tests (RFC 2544). */
function network(a: number, b: number, byte: number): [number, number] {
  if (a === 10) return [10, byte]
  if ((a === 192 && b === 168) || (a === 169 && b === 254)) return [a, b]
  if (a === 172 && b >= 16 && b < 32) return [172, 16 + (byte % 16)]
  if (a === 100 && b >= 64 && b < 128) return [100, 64 + (byte % 64)]
  return [198, 18 + (byte % 2)]
}

function standInV6(scramble: Scramble, address: string, { uuids }: AddressRules): string {
  const groups = groupsOf(address)
  const bytes = Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]))
  const [first = 0] = bytes
  // The port's domain UUID was seen in an address table of macOS 27 (facts 3.3).
  if (uuids.has(hex(bytes))) return textOf(standInUuid(scramble, bytes))
  if (bytes.subarray(0, 15).every((byte) => byte === 0) || first === 0xff) return address
  if (first === 0xfe) return textOf([...bytes.subarray(0, 8), ...standInHost(scramble, bytes.subarray(8))])
  const net = scramble('ipv6', bytes.subarray(0, 8), 7)
  const start = (first & 0xfe) === 0xfc ? [first, ...net] : [0x20, 0x01, 0x0d, 0xb8, ...net.subarray(0, 4)]
  return textOf([...start, ...standInHost(scramble, bytes.subarray(8))])
}

/** The half that names the interface; one made of its address (EUI-64) is made of the stand-in's. */
function standInHost(scramble: Scramble, host: Uint8Array): Uint8Array {
  if (host.subarray(0, 7).every((byte) => byte === 0)) return host
  if (host[3] !== 0xff || host[4] !== 0xfe) return scramble('host', host, 8)
  const [first = 0, ...mac] = [...host.subarray(0, 3), ...host.subarray(5)]
  const [made = 0, ...rest] = standInMac(scramble, Uint8Array.from([first ^ 2, ...mac]))
  return Uint8Array.from([made ^ 2, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)])
}

function groupsOf(address: string): number[] {
  const [left = '', right] = address.split('::')
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)))
  const [head, tail] = [numbers(left), numbers(right ?? '')]
  const gap = right === undefined ? 0 : 8 - head.length - tail.length
  return [...head, ...Array<number>(gap).fill(0), ...tail]
}

/** As macOS prints it: no leading zeros, the longest run of zeros as `::`. */
function textOf(bytes: ArrayLike<number>): string {
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16),
  )
  const runs = [...groups.join(':').matchAll(/(?<![^:])0(?::0)+(?![^:])/g)].map(([run]) => run)
  const [longest] = runs.sort((a, b) => b.length - a.length)
  if (longest === undefined) return groups.join(':')
  const [before = '', ...after] = `:${groups.join(':')}:`.split(`:${longest}:`)
  return `${before.slice(1)}::${after.join(`:${longest}:`).slice(0, -1)}`
}
