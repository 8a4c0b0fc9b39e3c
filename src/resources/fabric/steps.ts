import type { Tell } from '../../command/mac.js'
import { bringUp, removeFromBridge } from '../../macos/ifconfig.js'
import { createService, orderServices, setManual, setServiceEnabled } from '../../macos/networksetup.js'
import { deleteStoredBridge, writeStoredBridge } from '../../macos/preferences.js'
import type { Command } from '../../command/command.js'
import type { Change } from '../words.js'
import { newService } from './diff.js'
import { handBackTo, takeFrom, TOOLS, type Taken } from './owners.js'
import type { Way } from './undo.js'
import type { FabricInputs, FabricPort } from './inputs.js'
import { BRIDGE } from './network.js'
import type { FabricPortObserved } from './outputs.js'

interface PortChange {
  readonly key: string
  readonly port: FabricPort
  readonly seen: FabricPortObserved
}

/** Keys of the changes that concern the service of a port. */
const SERVICES = ['service', 'serviceEnabled', 'address', 'live', 'gid']

/**
 * The changes as tells in the only order that works on macOS: the stored bridge before the kernel's, or it comes back;
 * both before a service, which macOS refuses on a port that the stored bridge claims; the order of services last.
 */
export function stepsFor(
  { ports: declared }: FabricInputs,
  seen: readonly FabricPortObserved[],
  bridge: { readonly service: { readonly name: string } | null; readonly stored: readonly string[] | null },
  changes: readonly Change[],
): Tell[] {
  const of = picking(declared, seen, changes)
  const order = changes.find(({ path }) => path === 'serviceOrder')?.to
  const off = changes.some(({ path }) => path === 'bridge.service') ? bridge.service : null
  return [
    ...takenOver(changes),
    ...told('take the ports out of the stored bridge', stored(bridge.stored, of('storedBridge'))),
    ...told('take the ports out of the bridge', of('kernelBridge', 'up').flatMap(kernel)),
    ...told('give the ports their addresses', of(...SERVICES).flatMap(service)),
    ...told('switch the bridge off', off === null ? [] : [setServiceEnabled(off.name, false)]),
    ...told('put Thunderbolt last', Array.isArray(order) ? [orderServices(order.map(String))] : []),
  ]
}

/** What these steps touch, so that they can be undone. */
export function wayOf(
  { ports: declared }: FabricInputs,
  seen: readonly FabricPortObserved[],
  bridge: { readonly service: { readonly name: string } | null },
  changes: readonly Change[],
): Way {
  const of = picking(declared, seen, changes)
  const off = changes.some(({ path }) => path === 'bridge.service') ? (bridge.service?.name ?? null) : null
  return {
    makes: of('service').map(({ port }) => newService(port.receptacle)),
    touches: [
      ...new Set([...of(...SERVICES).flatMap((each) => each.seen.service ?? []), ...(off === null ? [] : [off])]),
    ],
    bridge: of('storedBridge', 'kernelBridge', 'up').length > 0,
    entering: [],
    owners: ownersIn(changes).flatMap((name) => handBackTo(name).commands),
  }
}

type Picking = (...keys: readonly string[]) => readonly PortChange[]

function picking(
  declared: readonly FabricPort[],
  seen: readonly FabricPortObserved[],
  changes: readonly Change[],
): Picking {
  const ports = changes.flatMap((change) => portChange(declared, seen, change) ?? [])
  return (...keys) => ports.filter(({ key }) => keys.includes(key))
}

function takenOver(changes: readonly Change[]): Tell[] {
  return ownersIn(changes).map((name) => ({ what: `take the network over from ${name}`, ...takeFrom(name) }))
}

function ownersIn(changes: readonly Change[]): Taken[] {
  return TOOLS.filter((name) => changes.some(({ path }) => path === `owners.${name}`))
}

function told(what: string, commands: readonly Command[]): Tell[] {
  return commands.length === 0 ? [] : [{ what, commands }]
}

function portChange(
  declared: readonly FabricPort[],
  seen: readonly FabricPortObserved[],
  { path }: Change,
): PortChange | null {
  const [, number, key] = /^ports\.(\d)\.(\w+)$/.exec(path) ?? []
  const port = declared.find(({ receptacle }) => String(receptacle) === number)
  const state = seen.find(({ receptacle }) => String(receptacle) === number)
  return key === undefined || port === undefined || state === undefined ? null : { key, port, seen: state }
}

// What stays is written without the mark of the automatic bridge: macOS fills that one with every port again.
function stored(members: readonly string[] | null, leaving: readonly PortChange[]): Command[] {
  if (leaving.length === 0) return []
  const gone = new Set(leaving.map(({ seen }) => seen.interface))
  const rest = (members ?? []).filter((member) => !gone.has(member))
  const remove = deleteStoredBridge(BRIDGE)
  return rest.length === 0 ? [remove] : [remove, writeStoredBridge(BRIDGE, { interfaces: rest, automatic: false })]
}

// `deletem` leaves the port down, and a port that is down shows no carrier (NIXDARWIN incident of 2026-07-25).
function kernel({ key, seen }: PortChange): Command[] {
  if (seen.interface === null) return []
  return [...(key === 'kernelBridge' ? [removeFromBridge(BRIDGE, seen.interface)] : []), bringUp(seen.interface)]
}

function service({ key, port, seen }: PortChange): Command[] {
  const name = seen.service ?? newService(port.receptacle)
  const address = setManual(name, port.address, port.netmask)
  switch (key) {
    case 'service':
      return [createService(name, `Thunderbolt ${port.receptacle}`), address]
    case 'serviceEnabled':
      return [setServiceEnabled(name, true)]
    case 'live':
    case 'gid':
      return [setServiceEnabled(name, false), setServiceEnabled(name, true), address]
    default:
      return [address]
  }
}
