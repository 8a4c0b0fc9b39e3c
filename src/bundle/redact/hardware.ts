import { bytesOf, hex, inCaseOf, type Scramble } from './scramble.js'

/** Six bytes for six: the kind of address (first byte) and the count of the port (last byte) stay. */
export function standInMac(scramble: Scramble, mac: Uint8Array): Uint8Array {
  if (mac.every((byte) => byte === 0) || mac.every((byte) => byte === 0xff)) return mac
  return Uint8Array.from([...mac.subarray(0, 1), ...scramble('mac', mac.subarray(0, 5), 4), ...mac.subarray(5)])
}

/** Sixteen bytes for sixteen; version and variant of the UUID stay. */
export function standInUuid(scramble: Scramble, uuid: Uint8Array): Uint8Array {
  if (uuid.every((byte) => byte === 0)) return uuid
  return scramble('uuid', uuid, 16).map((byte, at) => {
    const keep = at === 6 ? 0xf0 : at === 8 ? 0xc0 : 0
    return ((uuid[at] ?? 0) & keep) | (byte & ~keep)
  })
}

/** The UID of a Thunderbolt switch: vendor and count of the bus stay, so that a GUID still belongs to its switch. */
export function standInUid(scramble: Scramble, uid: Uint8Array): Uint8Array {
  const own = uid.subarray(2, 7)
  if (own.every((byte) => byte === 0)) return uid
  return Uint8Array.from([...uid.subarray(0, 2), ...scramble('uid', own, 5), ...uid.subarray(7)])
}

/** The node GUID of an RDMA device is the UID of its switch, backwards (macOS 26, facts 3.4). */
function standInGuid(scramble: Scramble, guid: Uint8Array): Uint8Array {
  return standInUid(scramble, guid.toReversed()).toReversed()
}

/** Addresses of interfaces, UUIDs, UIDs of switches and GUIDs of RDMA devices in a text. */
export function redactHardware(scramble: Scramble, text: string): string {
  return text
    .replace(UUID, (uuid) => {
      const digits = hex(standInUuid(scramble, bytesOf(uuid.replaceAll('-', ''))))
      return inCaseOf(uuid, digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))
    })
    .replace(MAC, (mac) => macText(scramble, mac))
    .replace(UID, (uid) => `0x${inCaseOf(uid.slice(2), hex(standInUid(scramble, bytesOf(uid.slice(2)))))}`)
    .replace(GUID, (guid) => {
      const digits = hex(standInGuid(scramble, bytesOf(guid.replaceAll(':', ''))))
      return guid.includes(':') ? digits.replace(/^(.{4})(.{4})(.{4})/, '$1:$2:$3:') : digits
    })
}

function macText(scramble: Scramble, mac: string): string {
  const from = Uint8Array.from(mac.split(/[:-]/), (part) => parseInt(part, 16))
  const made = standInMac(scramble, from)
  if (made === from) return mac
  const pairs = Array.from(made, (byte) => byte.toString(16).padStart(2, '0'))
  return inCaseOf(mac, pairs.join(mac.includes('-') ? '-' : ':'))
}

const UUID = /(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])/gi
const MAC = /(?<![0-9a-z:.-])[0-9a-f]{1,2}([:-])[0-9a-f]{1,2}(?:\1[0-9a-f]{1,2}){4}(?![0-9a-z:-])/gi
const UID = /(?<![0-9a-z])0x[0-9a-f]{16}(?![0-9a-z])/gi
// Sixteen digits may be anything; these stand behind an RDMA device, behind a key that says so, or end in Apple's number.
const GUID =
  /(?<=\brdma_\w+\s+|_guid:\s+)[0-9a-f]{16}\b|(?<=_guid:\s+)[0-9a-f]{4}(?::[0-9a-f]{4}){3}\b|\b[0-9a-f]{12}ac05\b/g
