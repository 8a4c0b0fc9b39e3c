import type { Command } from '../../command/command.js'
import { createBridge, removeFromBridge } from '../../macos/ifconfig.js'
import { removeService } from '../../macos/networksetup.js'
import type { Dump } from './outputs.js'
import { BRIDGE } from './network.js'
import { kernel, membership, RESTORE, stored } from './restore.js'
import { restored } from './restore-service.js'
import { OURS } from './diff.js'

/** What a change of the network touches on its way, so that it can be undone from wherever it has come to. */
export interface Way {
  /** Services that it creates. */
  readonly makes: readonly string[]
  /** Recorded services that it changes or removes. */
  readonly touches: readonly string[]
  /** Whether ports leave or enter the bridge. */
  readonly bridge: boolean
  /** Interfaces that enter the kernel's bridge. */
  readonly entering: readonly string[]
  /** What gives the network back to those who configured it before, or takes it from them again. */
  readonly owners: readonly Command[]
}

/**
 * Gives a recorded network back from any point of the way: the steps of release, as they would be told to a Mac that
 * differs from the record in all that the way touches. On one that differs in less, some of them fail, and may.
 */
export function undo(before: Dump, way: Way): Command[] {
  const far = furthest(before, way)
  return [
    ...way.makes.map(removeService),
    // After a boot in the middle there may be no bridge, as the stored one was gone.
    ...(way.bridge && before.kernel !== null ? [createBridge(BRIDGE)] : []),
    ...way.entering.map((member) => removeFromBridge(BRIDGE, member)),
    ...RESTORE.flatMap(({ commands }) => commands(before, far)),
    ...way.owners,
  ]
}

/** Whatever a way can have come to by the time it is cut, this is further from the record. */
function furthest(before: Dump, { touches, bridge }: Way): Dump {
  const services = before.services.filter(({ name }) => !touches.includes(name))
  const order = [...before.order].reverse()
  if (!bridge) return { ...before, services, order }
  return {
    ...before,
    ...{ services, order, stored: { ...before.stored, [BRIDGE]: other(before) } },
    kernel: before.kernel === null ? null : rotated(before.kernel),
    up: Object.fromEntries(Object.entries(before.up).map(([device, up]) => [device, !up])),
  }
}

// Not the stored bridge of the record, and with all of its ports: a service can be made on none of them before it is gone.
function other({ stored, up }: Dump): Dump['stored'][string] {
  const { interfaces = [], automatic = false } = stored[BRIDGE] ?? {}
  return { interfaces: [...new Set([...interfaces, ...Object.keys(up)])], automatic: !automatic }
}

// Another order of all members, so that each is taken out and put back; one alone has no other order, and may be missing.
function rotated(members: readonly string[]): string[] {
  const [first, ...rest] = members
  return first === undefined || rest.length === 0 ? [] : [...rest, first]
}

/** The way of a release: from what is present to what was found. */
export function wayBack(found: Dump, present: Dump, owners: Way['owners']): Way {
  const before = new Map(found.services.map((service) => [service.name, service]))
  const there = new Set(present.services.map(({ name }) => name))
  const touches = present.services.filter((service) => {
    const was = before.get(service.name)
    return was === undefined ? service.name.startsWith(OURS) : restored(was, service).length > 0
  })
  return {
    makes: [...before.keys()].filter((name) => !there.has(name)),
    touches: touches.map(({ name }) => name),
    bridge: stored(found, present).length > 0 || kernel(found, present).length > 0,
    owners,
    entering: membership(found, present).added.filter((member) => present.kernel?.includes(member) !== true),
  }
}
