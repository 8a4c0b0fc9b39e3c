import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { array, json, optionalText, record, show, text, type JsonRecord } from './json.js'
import { said } from './reply.js'

const TOOL = 'system_profiler SPThunderboltDataType'

/** Protocol under which a Mac with RDMA on announces itself. Its key changed between releases, its number did not (facts 1.1). */
const RDMA_PROTOCOL = 64087

/** A Thunderbolt chain has at most six devices; far deeper is not a report of system_profiler. */
const DEEPEST = 16

/** Something on the far side of a cable: a Mac (it has a domain UUID), or a dock, hub, display or disk. */
export interface Attached {
  readonly name: string
  /** The model identifier when it is a Mac. */
  readonly deviceName: string | null
  /** Only Macs have one. Changes over weeks: it pairs two ends within one look and is no stored identity. */
  readonly domainUuid: string | null
  /** `usb_four_v2`, `thunderbolt_three`, … for devices that are not Macs. */
  readonly mode: string | null
  readonly advertisesRdma: boolean
  readonly attached: readonly Attached[]
}

/** One receptacle of this Mac as its Thunderbolt controller reports it. */
export interface ThunderboltPort {
  readonly receptacle: number
  readonly bus: string
  readonly domainUuid: string | null
  readonly switchUid: string | null
  readonly connected: boolean
  /** What an idle port says it can do ("Up to 120 Gb/s"). Never a measured link. */
  readonly capabilityGbps: number | null
  /** What the link negotiated. */
  readonly speedGbps: number | null
  readonly attached: readonly Attached[]
}

/** The Mac at the far side of a receptacle, as this Mac sees it. */
export interface Neighbour {
  readonly name: string
  readonly model: string | null
  readonly domainUuid: string
  readonly through: 'direct' | 'hub' | 'dock'
  readonly advertisesRdma: boolean
}

/** Every receptacle of this Mac, by number. A Mac without Thunderbolt (a virtual one) answers with none. */
export const thunderbolt: Question<ThunderboltPort[]> = {
  name: TOOL,
  command: { ...run('system_profiler', 'SPThunderboltDataType', '-json'), seconds: 30 },
  compose: (recorded) => recorded('system_profiler', '-json', 'SPThunderboltDataType'),
  read: (reply) => readPorts(json(TOOL, said(TOOL, reply))),
}

function readPorts(report: unknown): ThunderboltPort[] {
  const elements = array(TOOL, 'a list of buses', record(TOOL, 'a report', report)['SPThunderboltDataType'])
  // No capture has an empty list: a Mac without Thunderbolt says so in words.
  if (elements.length === 0) throw new Unreadable(TOOL, 'at least one bus', show(report))
  const ports = elements.map((element) => readBus(record(TOOL, 'a bus', element))).filter((port) => port !== null)
  const numbers = new Set(ports.map((port) => port.receptacle))
  if (numbers.size !== ports.length) {
    throw new Unreadable(TOOL, 'each receptacle once', ports.map((port) => port.receptacle).join(', '))
  }
  return ports.sort((a, b) => a.receptacle - b.receptacle)
}

function readBus(bus: JsonRecord): ThunderboltPort | null {
  if (bus['Thunderbolt'] === 'no_hardware' && Object.keys(bus).length === 1) return null
  // The host's own tag is called receptacle_1_tag whatever the receptacle number (facts 1.1).
  const tag = record(TOOL, 'a receptacle of the bus', bus['receptacle_1_tag'] ?? show(bus))
  const receptacle = Number(text(TOOL, tag, 'receptacle_id_key'))
  if (!Number.isSafeInteger(receptacle) || receptacle < 1) throw new Unreadable(TOOL, 'a receptacle number', show(tag))
  const connected = isConnected(tag)
  const attached = items(bus, 1, connected ? BUS_KEYS : null)
  if (!connected && attached.length > 0) throw new Unreadable(TOOL, 'nothing attached to an empty port', show(bus))
  return {
    receptacle,
    bus: text(TOOL, bus, '_name'),
    domainUuid: uuid(bus, BUS_KEYS),
    switchUid: mayLack(bus, BUS_KEYS, 'switch_uid_key'),
    connected,
    ...speeds(tag),
    attached,
  }
}

// What a report leaves out (an item, a speed) is absent only where no key that we do not know could be it: what a later
// macOS calls otherwise is unknown. Keys of all captures, facts 1.1.
const ENDS =
  '(?:route_string|switch_uid|switch_version|vendor_id|vendor_name|device_id|device_name|device_revision|mode)_key'
const BUS_KEYS = new RegExp(`^(?:_items|_name|domain_uuid_key|receptacle_1_tag|${ENDS})$`)
const TAG_KEYS = /^(?:current_speed|lc_version|link_status|micro_version|receptacle_id|receptacle_status)_key$/
const ITEM_KEYS = new RegExp(
  `^(?:_items|_name|domain_uuid_key|services_title|receptacle_(?:\\d+|upstream_ambiguous)_tag|${ENDS})$`,
)

const DEVICE_KEYS = ['mode_key', 'route_string_key', 'switch_uid_key', 'receptacle_upstream_ambiguous_tag']

function mayLack(from: JsonRecord, known: RegExp, key: string): string | null {
  const value = optionalText(TOOL, from, key)
  if (value === null) absent(from, known, key, (other) => typeof other === 'string')
  return value
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}

function absent(from: JsonRecord, known: RegExp, key: string, isLike: (value: unknown) => boolean): void {
  const strange = Object.keys(from).find((other) => !known.test(other) && isLike(from[other]))
  if (strange !== undefined) throw new Unreadable(TOOL, key, `${strange} in ${show(from)}`)
}

// link_status_key is no test of a connection: 0x4 and 0x7 mean different things on different ports (facts 1.1).
function isConnected(tag: JsonRecord): boolean {
  const status = text(TOOL, tag, 'receptacle_status_key')
  if (status === 'receptacle_connected') return true
  if (status === 'receptacle_no_devices_connected') return false
  throw new Unreadable(TOOL, 'a receptacle that is connected or not', status)
}

function speeds(tag: JsonRecord): { capabilityGbps: number | null; speedGbps: number | null } {
  const speed = mayLack(tag, TAG_KEYS, 'current_speed_key')
  if (speed === null) return { capabilityGbps: null, speedGbps: null }
  const match = /^(Up to )?(\d{1,4}) Gb\/s( x\d)?$/.exec(speed)
  if (match === null) throw new Unreadable(TOOL, 'a speed in Gb/s', speed)
  const gbps = Number(match[2])
  return match[1] === undefined ? { capabilityGbps: null, speedGbps: gbps } : { capabilityGbps: gbps, speedGbps: null }
}

// `known` is null where something else says that there is nothing.
function items(parent: JsonRecord, depth: number, known: RegExp | null): Attached[] {
  if (parent['_items'] === undefined) {
    if (known !== null) absent(parent, known, '_items', isList)
    return []
  }
  if (depth > DEEPEST) throw new Unreadable(TOOL, `at most ${DEEPEST} devices in a chain`, show(parent))
  return array(TOOL, 'attached devices', parent['_items']).map((item) => {
    const device = record(TOOL, 'an attached device', item)
    // Only Macs have a domain, only other devices a route. A Mac that lost its domain must not pass for a device.
    const isMac = device['domain_uuid_key'] !== undefined
    if (!isMac && !DEVICE_KEYS.some((key) => key in device)) {
      throw new Unreadable(TOOL, 'a Mac with its domain, or another device', show(device))
    }
    return {
      name: text(TOOL, device, '_name'),
      deviceName: mayLack(device, ITEM_KEYS, 'device_name_key'),
      domainUuid: isMac ? uuid(device, ITEM_KEYS) : null,
      mode: isMac ? null : mayLack(device, ITEM_KEYS, 'mode_key'),
      advertisesRdma: isMac && advertisesRdma(device),
      attached: items(device, depth + 1, ITEM_KEYS),
    }
  })
}

function uuid(from: JsonRecord, known: RegExp): string | null {
  const value = mayLack(from, known, 'domain_uuid_key')
  if (value !== null && !/^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i.test(value)) {
    throw new Unreadable(TOOL, 'a domain UUID', value)
  }
  return value?.toUpperCase() ?? null
}

function advertisesRdma(device: JsonRecord): boolean {
  if (device['services_title'] === undefined) {
    absent(device, ITEM_KEYS, 'services_title', isList)
    return false
  }
  const services = array(TOOL, 'services of a neighbour', device['services_title'])
  return services.map((service) => protocolOf(record(TOOL, 'a service', service))).includes(RDMA_PROTOCOL)
}

// One capture (RIG) gives the protocol of the RDMA service only; the service of every Mac is known by its name.
function protocolOf(service: JsonRecord): number | null {
  const id = service['protocol_id_key']
  if (id === undefined && service['_name'] === 'service_ip') return null
  const number = typeof id === 'number' || (typeof id === 'string' && /^\d+$/.test(id)) ? Number(id) : NaN
  if (!Number.isSafeInteger(number)) throw new Unreadable(TOOL, 'a service with its protocol', show(service))
  return number
}

/** The devices from this receptacle to the Mac behind it, that Mac last; null when no Mac is in sight. */
export function pathToPeer(attached: readonly Attached[]): readonly Attached[] | null {
  for (const device of attached) {
    if (device.domainUuid !== null) return [device]
    const beyond = pathToPeer(device.attached)
    if (beyond !== null) return [device, ...beyond]
  }
  return null
}

/** The Mac that this receptacle sees, and what the cable runs through. One-sided through a hub: ask both ends. */
export function peerOf(port: ThunderboltPort): Neighbour | null {
  const path = pathToPeer(port.attached)
  const mac = path?.at(-1)
  if (!path || !mac || mac.domainUuid === null) return null
  const between = path.slice(0, -1)
  return {
    name: mac.name,
    model: mac.deviceName,
    domainUuid: mac.domainUuid,
    through: between.length === 0 ? 'direct' : between.some((device) => !isHub(device)) ? 'dock' : 'hub',
    advertisesRdma: mac.advertisesRdma,
  }
}

// RDMA was seen alive through a display and a Thunderbolt 5 hub, and never through a dock in Thunderbolt 3 mode.
function isHub(device: Attached): boolean {
  return device.mode === null || device.mode.startsWith('usb_four')
}
