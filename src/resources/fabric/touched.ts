import { OURS } from './diff.js'
import type { Dump } from './outputs.js'
import { BRIDGE } from './network.js'
import { membership, stored } from './restore.js'
import { restored } from './restore-service.js'

/** The interfaces that lose traffic while this network is given back: ports, and the bridge where it is rebuilt. */
export function touched(found: Dump, present: Dump): ReadonlySet<string> {
  const { moved, added } = membership(found, present)
  const rebuilt = moved.length > 0 || added.length > 0
  const written = stored(found, present).length > 0
  return new Set([
    ...servicesOf(found, present),
    ...(rebuilt || written ? [BRIDGE] : []),
    ...moved,
    ...added,
    ...(written ? difference(found, present) : []),
    ...Object.keys(found.up).filter((device) => found.up[device] !== present.up[device]),
  ])
}

function servicesOf(found: Dump, present: Dump): string[] {
  const names = new Set(found.services.map(({ name }) => name))
  const ours = present.services.filter(({ name }) => !names.has(name) && name.startsWith(OURS))
  const theirs = found.services.filter((service) => {
    const now = present.services.find(({ name }) => name === service.name)
    return restored(service, now).length > 0
  })
  return [...ours, ...theirs].map(({ device }) => device)
}

function difference(found: Dump, present: Dump): string[] {
  const [before, after] = [found, present].map((all) => all.stored[BRIDGE]?.interfaces ?? [])
  const all = [...(before ?? []), ...(after ?? [])]
  return all.filter((device) => before?.includes(device) !== after?.includes(device))
}
