import type { Receptacle } from '../mac/outputs.js'
import { isUnknown } from '../words.js'
import type { LinkEnd } from './inputs.js'
import type { ThunderboltLinkObserved } from './outputs.js'

/** One cable between two receptacles of the lab. */
export type Cable = readonly [LinkEnd, LinkEnd]

/** What is plugged into a receptacle and is no cable to a Mac that was looked at. */
export interface Loose {
  readonly plug: LinkEnd
  /** A Mac that was not looked at, as opposed to a device by its name. */
  readonly what: 'an unknown Mac' | (string & {})
}

export interface Cabling {
  readonly cables: readonly Cable[]
  readonly loose: readonly Loose[]
}

/** `studio-1:2`. */
export function endText({ mac, receptacle }: LinkEnd): string {
  return `${mac}:${receptacle}`
}

export function sameEnd(a: LinkEnd, b: LinkEnd): boolean {
  return a.mac === b.mac && a.receptacle === b.receptacle
}

/** The receptacle at one end as its own Mac sees it; null when that Mac could not be looked at or has none. */
export function receptacleAt({ macs }: ThunderboltLinkObserved, { mac, receptacle }: LinkEnd): Receptacle | null {
  const receptacles = macs[mac]
  if (receptacles === undefined || isUnknown(receptacles)) return null
  return receptacles.find(({ number }) => number === receptacle) ?? null
}

/** Every cable of the lab, paired by the domain UUIDs of one look: they change over weeks and are no identity. */
export function cablingOf(observed: ThunderboltLinkObserved): Cabling {
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
    else loose.push({ plug: end, what: port.peer === null ? (port.device ?? 'a device') : 'an unknown Mac' })
  }
  const plugged = [...cables.values()].flat()
  return {
    cables: [...cables.values()],
    loose: loose.filter(({ plug }) => !plugged.some((end) => sameEnd(end, plug))),
  }
}

/** Both ends in one order, whichever way round they were written. */
export function inOrder(a: LinkEnd, b: LinkEnd): Cable {
  return endText(a) <= endText(b) ? [a, b] : [b, a]
}

/** One text for a cable, whichever way round it is written. */
export function cableKey(a: LinkEnd, b: LinkEnd): string {
  return inOrder(a, b).map(endText).join(' <-> ')
}
