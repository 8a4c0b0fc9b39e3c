import type { Command } from '../../command/command.js'
import { addToBridge, bringDown, bringUp, createBridge, removeFromBridge } from '../../macos/ifconfig.js'
import { orderServices, removeService } from '../../macos/networksetup.js'
import { deleteStoredBridge, writeStoredBridge } from '../../macos/preferences.js'
import { OURS } from './diff.js'
import type { Dump } from './outputs.js'
import { BRIDGE } from './network.js'
import { restored } from './restore-service.js'

/**
 * Services on Thunderbolt ports: ours go, those we changed get their configuration back, lost ones are made again, which
 * macOS refuses while the stored bridge claims their port.
 */
export function services(found: Dump, present: Dump): Command[] {
  const ports = (all: Dump) => all.services.filter(({ device }) => device !== BRIDGE)
  const before = new Map(ports(found).map((service) => [service.name, service]))
  const after = new Map(ports(present).map((service) => [service.name, service]))
  const gone = [...after.keys()].filter((name) => !before.has(name) && name.startsWith(OURS))
  const lost = [...before.values()].filter(({ name }) => !after.has(name))
  const claimed = present.stored[BRIDGE]?.interfaces ?? []
  return [
    ...gone.map(removeService),
    ...(lost.some(({ device }) => claimed.includes(device)) ? [deleteStoredBridge(BRIDGE)] : []),
    ...[...before.values()].flatMap((service) => restored(service, after.get(service.name))),
  ]
}

/** The stored bridge, written whole with the members and the mark it had; no other one was ever ours. */
export function stored(found: Dump, present: Dump): Command[] {
  const [before, after] = [found.stored[BRIDGE], present.stored[BRIDGE]]
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  return [
    ...(after === undefined ? [] : [deleteStoredBridge(BRIDGE)]),
    ...(before === undefined ? [] : [writeStoredBridge(BRIDGE, before)]),
  ]
}

/** The kernel's bridge with the same members in the same order, each port up or down as it was. */
export function kernel(found: Dump, present: Dump): Command[] {
  const { moved, added } = membership(found, present)
  return [
    ...(present.kernel === null && found.kernel !== null ? [createBridge(BRIDGE)] : []),
    ...moved.map((member) => removeFromBridge(BRIDGE, member)),
    ...added.map((member) => addToBridge(BRIDGE, member)),
    ...flags(found, present, moved),
  ]
}

/** The members that have to leave the kernel's bridge to stand in the order that was found, and those that enter it. */
export function membership(found: Dump, present: Dump): { moved: readonly string[]; added: readonly string[] } {
  const before = found.kernel ?? []
  const after = (present.kernel ?? []).filter((member) => before.includes(member))
  const same = after.findIndex((member, index) => member !== before[index])
  const kept = same < 0 ? after.length : same
  return { moved: after.slice(kept), added: before.slice(kept) }
}

function flags(found: Dump, present: Dump, moved: readonly string[]): Command[] {
  return Object.entries(found.up).flatMap(([device, up]) => {
    const isUp = present.up[device] === true && !moved.includes(device)
    if (up) return isUp ? [] : [bringUp(device)]
    return isUp ? [bringDown(device)] : []
  })
}

/** The bridge's service as it was; a lost one is made again where there is a bridge for it. */
export function bridgeService(found: Dump, present: Dump): Command[] {
  const before = found.services.find(({ device }) => device === BRIDGE)
  if (before === undefined) return []
  const after = present.services.find(({ name }) => name === before.name)
  return after === undefined && present.stored[BRIDGE] === undefined ? [] : restored(before, after)
}

/** The order that was found among the services that are still there; those that somebody added since keep their places. */
export function order(found: Dump, present: Dump): Command[] {
  const before = found.order.filter((name) => present.order.includes(name))
  const places = new Set(before)
  const wanted = present.order.map((name) => (places.has(name) ? (before.shift() ?? name) : name))
  return wanted.join('\n') === present.order.join('\n') ? [] : [orderServices(wanted)]
}

export interface RestoreStep {
  readonly what: string
  readonly commands: (found: Dump, present: Dump) => Command[]
}

export const SERVICES: RestoreStep = { what: 'take our addresses off the Thunderbolt ports', commands: services }
export const REBUILD: RestoreStep = { what: 'give the kernel its bridge back', commands: kernel }

/** In the only order that works: a port with a service is no member, and the bridge's service needs a bridge. */
export const RESTORE: readonly RestoreStep[] = [
  SERVICES,
  { what: 'store the bridge as it was found', commands: stored },
  REBUILD,
  { what: "give the bridge's service its configuration back", commands: bridgeService },
  { what: 'put the services in the order that was found', commands: order },
]
