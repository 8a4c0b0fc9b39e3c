import type { Receptacle } from '../mac/outputs.js'
import { cablingOf, endText, sameEnd, type Cable } from '../thunderbolt-link/cabling.js'
import type { LinkEnd } from '../thunderbolt-link/inputs.js'
import { isUnknown, type Seen } from '../words.js'
import type { RdmaPort } from './outputs.js'

/** One Mac of a look: its receptacles, and the verdict over each of its ports as that Mac alone gives it. */
export interface OneSided {
  readonly receptacles: Seen<Receptacle[]>
  readonly ports: Seen<RdmaPort[]>
}

/**
 * The verdicts of Macs that were looked at together: `active` is PORT_ACTIVE at both ends of a cable, and a reason says
 * which end is silent and why. A port whose other end was not looked at keeps what its own Mac says. Pure.
 */
export function verdictsAcross(macs: Readonly<Record<string, OneSided>>): Record<string, Seen<RdmaPort[]>> {
  const receptacles = Object.fromEntries(Object.entries(macs).map(([mac, one]) => [mac, one.receptacles]))
  const { cables } = cablingOf({ macs: receptacles })
  const judged = Object.entries(macs).map(([mac, { ports }]): [string, Seen<RdmaPort[]>] => [
    mac,
    isUnknown(ports)
      ? ports
      : ports.map((port) => across(port, farOf({ mac, receptacle: port.receptacle }, cables, macs))),
  ])
  return Object.fromEntries(judged)
}

/** The other end of a cable, with the verdict that its own Mac gives. */
interface Far {
  readonly end: LinkEnd
  readonly port: RdmaPort
}

function farOf(near: LinkEnd, cables: readonly Cable[], macs: Readonly<Record<string, OneSided>>): Far | null {
  const cable = cables.find((ends) => ends.some((end) => sameEnd(end, near)))
  const end = cable?.find((one) => !sameEnd(one, near))
  const ports = macs[end?.mac ?? '']?.ports
  if (end === undefined || ports === undefined || isUnknown(ports)) return null
  const port = ports.find(({ receptacle }) => receptacle === end.receptacle)
  return port === undefined ? null : { end, port }
}

function across(near: RdmaPort, far: Far | null): RdmaPort {
  if (far === null || near.verdict === 'unsupported' || near.verdict === 'disabled') return near
  const there = endText(far.end)
  const silent = (reason: string): RdmaPort => ({ ...near, verdict: 'enabled, peer silent', reason })
  if (near.verdict === 'active') {
    if (far.port.verdict === 'active') return { ...near, reason: `PORT_ACTIVE at both ends, here and at ${there}` }
    return silent(`this end is active and ${there} is not: ${far.port.reason}`)
  }
  if (far.port.verdict === 'active') return silent(`${there} is active and this end is silent: ${near.reason}`)
  if (far.port.verdict === 'enabled, peer silent') return silent(`both ends are silent: ${near.reason}`)
  return silent(`${there} is ${far.port.verdict}: ${far.port.reason}`)
}
