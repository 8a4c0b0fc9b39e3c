import type { Receptacle } from '../mac/outputs.js'
import { isUnknown } from '../words.js'
import { generationOf } from './generation.js'
import type { LinkEnd } from './inputs.js'
import type { ThunderboltLinkObserved } from './outputs.js'

/** One cable between two receptacles of the lab. */
export type Cable = readonly [LinkEnd, LinkEnd]

/** What both ends say of one cable that is plugged in. */
export interface Condition {
  /** Negotiated speed, the slower of both ends; null when neither says. */
  readonly gbps: number | null
  readonly through: 'direct' | 'hub' | 'dock'
  /** Below 80 Gb/s: whether a Thunderbolt 4 receptacle explains it, or only what is between two Thunderbolt 5 ones. */
  readonly limit: 'receptacle' | 'cable' | null
}

/** What is plugged into a receptacle and is no cable to a Mac that was looked at. */
export interface Loose {
  readonly plug: LinkEnd
  /** A Mac that was not looked at, as opposed to a device by its name. */
  readonly what: typeof UNKNOWN_MAC | (string & {})
}

/** What one look says of the receptacles of each Mac. */
export type Receptacles = Pick<ThunderboltLinkObserved, 'macs'>

export const UNKNOWN_MAC = 'an unknown Mac'

export interface Cabling {
  readonly cables: readonly Cable[]
  readonly loose: readonly Loose[]
  /** By `cableKey`; a cable without an entry is direct and fast. */
  readonly conditions?: ReadonlyMap<string, Condition>
  /** Macs that could not be read: plugs that lead to an unknown Mac may be right. */
  readonly blind?: readonly string[]
}

/** `studio-1:2`. */
export function endText({ mac, receptacle }: LinkEnd): string {
  return `${mac}:${receptacle}`
}

export function sameEnd(a: LinkEnd, b: LinkEnd): boolean {
  return a.mac === b.mac && a.receptacle === b.receptacle
}

/** The receptacle at one end as its own Mac sees it; null when that Mac could not be looked at or has none. */
export function receptacleAt({ macs }: Receptacles, { mac, receptacle }: LinkEnd): Receptacle | null {
  const receptacles = macs[mac]
  if (receptacles === undefined || isUnknown(receptacles)) return null
  return receptacles.find(({ number }) => number === receptacle) ?? null
}

/** Every cable of the lab, paired by the domain UUIDs of one look: they change over weeks and are no identity. */
export function cablingOf(observed: Receptacles): Cabling {
  const ends = Object.entries(observed.macs).flatMap(([mac, receptacles]) =>
    isUnknown(receptacles) ? [] : receptacles.map((port) => ({ end: { mac, receptacle: port.number }, port })),
  )
  const owner = new Map(ends.flatMap(({ end, port }) => (port.domainUuid === null ? [] : [[port.domainUuid, end]])))
  const cables = new Map<string, Cable>()
  const loose: Loose[] = []
  for (const { end, port } of ends) {
    if (!port.connected) continue
    const far = port.peer === null ? undefined : owner.get(port.peer.domainUuid)
    // Through a hub or a display one end may name nobody while the other one names it (facts, correction 6).
    if (far !== undefined) cables.set(cableKey(end, far), inOrder(end, far))
    else loose.push({ plug: end, what: port.peer === null ? (port.device ?? 'a device') : UNKNOWN_MAC })
  }
  const plugged = [...cables.values()].flat()
  return {
    cables: [...cables.values()],
    loose: loose.filter(({ plug }) => !plugged.some((end) => sameEnd(end, plug))),
    conditions: new Map([...cables].map(([key, cable]) => [key, conditionOf(cable, observed)])),
    blind: Object.entries(observed.macs).flatMap(([mac, receptacles]) => (isUnknown(receptacles) ? [mac] : [])),
  }
}

/** What the two ends say of the cable between them. */
export function conditionOf(cable: Cable, observed: Receptacles): Condition {
  const ports = cable.map((end) => receptacleAt(observed, end)).filter((port) => port !== null)
  const speeds = ports.map(({ speedGbps }) => speedGbps).filter((gbps) => gbps !== null)
  const gbps = speeds.length === 0 ? null : Math.min(...speeds)
  const through = ports.map(wayOf).find((way) => way !== 'direct')
  const old = cable.some(({ mac }) => generationOf(observed.macs[mac]) === 4)
  const limit = gbps === null || gbps >= 80 ? null : old && gbps >= 40 ? 'receptacle' : 'cable'
  return { gbps, through: through ?? 'direct', limit }
}

// A display hides the Mac behind it, which itself sees the far Mac as if there were nothing between (facts, correction 6).
function wayOf({ peer, device }: Receptacle): Condition['through'] {
  return peer?.through ?? (device === null ? 'direct' : 'hub')
}

/** Both ends in one order, whichever way round they were written. */
export function inOrder(a: LinkEnd, b: LinkEnd): Cable {
  return endText(a) <= endText(b) ? [a, b] : [b, a]
}

/** One text for a cable, whichever way round it is written. */
export function cableKey(a: LinkEnd, b: LinkEnd): string {
  return inOrder(a, b).map(endText).join(' <-> ')
}
