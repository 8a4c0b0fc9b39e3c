import type { Command } from '../../command/command.js'
import { addToBridge, bringDown, bringUp, createBridge, removeFromBridge } from '../../macos/ifconfig.js'
import {
  createService,
  orderServices,
  removeService,
  setDhcp,
  setManual,
  setServiceEnabled,
} from '../../macos/networksetup.js'
import { deleteStoredBridge, writeStoredBridge } from '../../macos/preferences.js'
import { OURS } from './diff.js'
import type { Dump, DumpedService } from './dump.js'
import { BRIDGE } from './network.js'

/** Services on Thunderbolt ports: ours go, those we changed get their configuration back, lost ones are made again. */
export function services(found: Dump, present: Dump): Command[] {
  const ports = (all: Dump) => all.services.filter(({ device }) => device !== BRIDGE)
  const before = new Map(ports(found).map((service) => [service.name, service]))
  const after = new Map(ports(present).map((service) => [service.name, service]))
  const gone = [...after.keys()].filter((name) => !before.has(name) && name.startsWith(OURS))
  return [
    ...gone.map(removeService),
    ...[...before.values()].flatMap((service) => restored(service, after.get(service.name))),
  ]
}

function restored(service: DumpedService, present: DumpedService | undefined): Command[] {
  if (present !== undefined && JSON.stringify(present) === JSON.stringify(service)) return []
  const { name, port, address, netmask, router, method, enabled } = service
  const addressed = method === 'manual' && address !== null && netmask !== null
  return [
    ...(present === undefined ? [createService(name, port)] : []),
    addressed ? setManual(name, address, netmask, router ?? undefined) : setDhcp(name),
    setServiceEnabled(name, enabled),
  ]
}

/** The stored bridges, each written whole with the members and the mark it had. */
export function stored(found: Dump, present: Dump): Command[] {
  return [...new Set([...Object.keys(found.stored), ...Object.keys(present.stored)])].flatMap((name) => {
    const [before, after] = [found.stored[name], present.stored[name]]
    if (JSON.stringify(before) === JSON.stringify(after)) return []
    // A bridge that somebody else made since stays; only the one we take apart is ours to put back.
    if (before === undefined) return name === BRIDGE ? [deleteStoredBridge(name)] : []
    return [...(after === undefined ? [] : [deleteStoredBridge(name)]), writeStoredBridge(name, before)]
  })
}

/** The kernel's bridge with the same members in the same order, each port up or down as it was. */
export function kernel(found: Dump, present: Dump): Command[] {
  const before = found.kernel ?? []
  const after = (present.kernel ?? []).filter((member) => before.includes(member))
  const same = after.findIndex((member, index) => member !== before[index])
  const kept = same < 0 ? after.length : same
  const moved = after.slice(kept)
  const added = before.slice(kept)
  return [
    ...(present.kernel === null && found.kernel !== null ? [createBridge(BRIDGE)] : []),
    ...moved.map((member) => removeFromBridge(BRIDGE, member)),
    ...added.map((member) => addToBridge(BRIDGE, member)),
    ...flags(found, present, moved),
  ]
}

function flags(found: Dump, present: Dump, moved: readonly string[]): Command[] {
  return Object.entries(found.up).flatMap(([device, up]) => {
    const isUp = present.up[device] === true && !moved.includes(device)
    if (up) return isUp ? [] : [bringUp(device)]
    return isUp ? [bringDown(device)] : []
  })
}

/** The bridge's service, on or off. */
export function bridgeService(found: Dump, present: Dump): Command[] {
  const before = found.services.find(({ device }) => device === BRIDGE)
  const after = present.services.find(({ device }) => device === BRIDGE)
  if (before === undefined || after === undefined || before.enabled === after.enabled) return []
  return [setServiceEnabled(before.name, before.enabled)]
}

/** The order that was found; services that somebody added since follow it. */
export function order(found: Dump, present: Dump): Command[] {
  const there = found.order.filter((name) => present.order.includes(name))
  const wanted = [...there, ...present.order.filter((name) => !there.includes(name))]
  return wanted.join('\n') === present.order.join('\n') ? [] : [orderServices(wanted)]
}

/** The present network without what somebody else added since: that is theirs, and no difference. */
export function strangers(found: Dump, present: Dump): Dump {
  const names = new Set(found.order)
  const known = (service: DumpedService) => names.has(service.name)
  return {
    ...present,
    services: present.services.filter((service) => known(service) || service.name.startsWith(OURS)),
    order: present.order.filter((name) => names.has(name) || name.startsWith(OURS)),
    stored: Object.fromEntries(
      Object.entries(present.stored).filter(([name]) => name in found.stored || name === BRIDGE),
    ),
    kernel: found.kernel === null ? null : (present.kernel?.filter((member) => found.kernel?.includes(member)) ?? null),
  }
}
