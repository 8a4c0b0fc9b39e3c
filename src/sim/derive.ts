import { createHash } from 'node:crypto'

/** Bytes that depend on nothing but the words given: the same lab, seed and Mac give the same serials for ever. */
export function bytesFrom(...words: readonly (string | number)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(words)).digest()
}

/** An upper-case UUID of version 4, as macOS prints domain UUIDs. */
export function uuidFrom(...words: readonly (string | number)[]): string {
  const bytes = bytesFrom('uuid', ...words).subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex').toUpperCase()
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const SERIAL_LETTERS = '0123456789CDFGHJKLMNPQRTVWXY'

/** Ten characters of the alphabet of Apple's randomised serial numbers. */
export function serialFrom(...words: readonly (string | number)[]): string {
  const letters = [...bytesFrom('serial', ...words).subarray(0, 10)]
  return letters.map((byte) => SERIAL_LETTERS.charAt(byte % SERIAL_LETTERS.length)).join('')
}

/** An Ethernet address that starts with `prefix` and ends with `last`. */
export function etherFrom(prefix: string, last: number, ...words: readonly (string | number)[]): string {
  const middle = [...bytesFrom('ether', prefix, ...words)].slice(0, 5 - prefix.split(':').length)
  return [prefix, ...[...middle, last].map((byte) => byte.toString(16).padStart(2, '0'))].join(':')
}

/** A link-local IPv6 address made at random, as macOS makes "secured" ones. */
export function securedLinkLocal(...words: readonly (string | number)[]): string {
  const bytes = bytesFrom('secured', ...words)
  const groups = [0, 2, 4, 6].map((at) => Math.max(1, bytes.readUInt16BE(at)).toString(16))
  return `fe80::${groups.join(':')}`
}

/** The link-local IPv6 address that follows from an Ethernet address (EUI-64). */
export function eui64LinkLocal(ether: string): string {
  const bytes = ether.split(':').map((part) => Number.parseInt(part, 16))
  const [first = 0, ...rest] = bytes
  const eui = [first ^ 0x02, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)]
  const groups = [0, 2, 4, 6].map((at) => (((eui[at] ?? 0) << 8) | (eui[at + 1] ?? 0)).toString(16))
  return `fe80::${groups.join(':')}`
}
