import type { PlannedLink } from './links.js'
import { PlanError } from './trouble.js'

/** Netmask of a link's subnet: two ends, nothing else (/30). */
export const LINK_NETMASK = '255.255.255.252'

const SIZE = 4

/**
 * One /30 per link inside `cidr`. What the lock file holds stays; every other link goes where the hash of its key leads,
 * or to the next free place, in the order of the file: adding a Mac or a link moves nobody's address.
 */
export function allocateSubnets(
  links: readonly Pick<PlannedLink, 'key'>[],
  cidr: string,
  locked: Readonly<Record<string, string>>,
): Record<string, string> {
  const { base, places } = rangeOf(cidr)
  if (links.length > places) throw tooSmall(cidr, links.length, places)
  const taken = new Set<number>()
  const place = new Map<string, number>()
  for (const [key, subnet] of Object.entries(locked)) {
    const at = placeOf(subnet, base, places)
    if (at === null || taken.has(at)) continue
    taken.add(at)
    place.set(key, at)
  }
  if (taken.size + links.filter(({ key }) => !place.has(key)).length > places) forget(place, taken, links)
  for (const { key } of links) {
    if (!place.has(key)) place.set(key, probe(hash(key) % places, places, taken))
  }
  return Object.fromEntries(links.map(({ key }) => [key, `${dotted(base + (place.get(key) ?? 0) * SIZE)}/30`]))
}

/** The addresses of a subnet's two ends, in the order of the link's sorted ends. */
export function endAddresses(subnet: string): readonly [string, string] {
  const base = numeric(subnet.split('/')[0] ?? '')
  return [dotted(base + 1), dotted(base + 2)]
}

/** Whether an IPv4 address lies in a subnet; false for names. */
export function inSubnet(address: string, cidr: string): boolean {
  const { base, places } = rangeOf(cidr)
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) return false
  const value = numeric(address)
  return value >= base && value < base + places * SIZE
}

function rangeOf(cidr: string): { base: number; places: number } {
  const [address = '', prefix = ''] = cidr.split('/')
  const size = 2 ** (32 - Number(prefix))
  return { base: Math.floor(numeric(address) / size) * size, places: Math.floor(size / SIZE) }
}

function placeOf(subnet: string, base: number, places: number): number | null {
  const [address = '', prefix] = subnet.split('/')
  const at = (numeric(address) - base) / SIZE
  return prefix === '30' && Number.isInteger(at) && at >= 0 && at < places ? at : null
}

/** Links that left the lab keep their place until the room is needed. */
function forget(place: Map<string, number>, taken: Set<number>, links: readonly { key: string }[]): void {
  const wanted = new Set(links.map(({ key }) => key))
  for (const [key, at] of [...place]) {
    if (wanted.has(key)) continue
    place.delete(key)
    taken.delete(at)
  }
}

function probe(first: number, places: number, taken: Set<number>): number {
  let at = first
  while (taken.has(at)) at = (at + 1) % places
  taken.add(at)
  return at
}

/** FNV-1a, 32 bits, with a last mix: short keys that differ in one digit must not become neighbours. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return (value ^ (value >>> 13)) >>> 0
}

function numeric(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}

function tooSmall(cidr: string, links: number, places: number): PlanError {
  const message = `${cidr} has room for ${places} links of four addresses each and the lab has ${links}; take a larger subnet`
  return new PlanError([{ path: ['fabric', 'subnet'], message }])
}
