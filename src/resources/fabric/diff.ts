import { isUnknown, type Change } from '../words.js'
import type { FabricInputs, FabricPort } from './inputs.js'
import type { FabricObserved, FabricPortObserved } from './outputs.js'

const STORM = 'bridged it has no address of its own, and bridged cables in a ring storm the network'

/** Each declared port in each layer, then the bridge's service, then the order of services. */
export function diff(inputs: FabricInputs, observed: FabricObserved): readonly Change[] {
  const { ports, bridge, serviceOrder } = observed
  if (isUnknown(ports) || isUnknown(bridge) || isUnknown(serviceOrder)) return []
  return [
    ...taking(inputs, observed),
    ...inputs.ports.flatMap((port) => {
      const seen = ports.find(({ receptacle }) => receptacle === port.receptacle)
      if (seen === undefined) return []
      const changes = portChanges(inputs.mac, port, seen)
      return changes.length > 0 ? changes : gidChanges(inputs.mac, port, seen, observed)
    }),
    ...bridgeService(inputs, observed),
    ...order(inputs, observed),
  ]
}

// Two owners would undo each other's work for ever: the lab says by name whom it replaces.
function taking({ mac, takeOwnership = [] }: FabricInputs, { owners }: FabricObserved): Change[] {
  if (isUnknown(owners)) return []
  return owners.flatMap(({ name, by }) => {
    if (!takeOwnership.some((taken) => taken === name)) return []
    const what = `switch off ${by} of ${name} on ${mac}, which configures the network as well; it is on again after a destroy`
    return [{ path: `owners.${name}`, from: by, to: null, risk: 'safe' as const, what, mac }]
  })
}

// JACCL speaks from index 1 (facts 2.5). What one try since the last boot has not helped is a finding, and no change.
function gidChanges(
  mac: string,
  { receptacle, address }: FabricPort,
  seen: FabricPortObserved,
  { ipv4Gids, gidTried }: FabricObserved,
): Change[] {
  if (isUnknown(ipv4Gids) || isUnknown(gidTried) || gidTried.includes(receptacle)) return []
  const place = ipv4Gids.find((each) => each.receptacle === receptacle)
  if (place === undefined || place.index === 1 || !seen.carrier || !seen.addresses.includes(address)) return []
  const what = `switch the service ${seen.service ?? ''} off and on, so that ${address} comes to GID index 1 on ${mac}`
  return [{ path: `ports.${receptacle}.gid`, from: place.index, to: 1, risk: 'drops traffic', what, mac }]
}

function portChanges(mac: string, port: FabricPort, seen: FabricPortObserved): Change[] {
  const to = (key: string, from: unknown, wanted: unknown, risk: Change['risk'], what: string): Change => ({
    path: `ports.${port.receptacle}.${key}`,
    from,
    to: wanted,
    risk,
    what: `${what} on ${mac}`,
    mac,
  })
  const name = `Thunderbolt ${port.receptacle}`
  const device = seen.interface
  if (device === null) return [to('interface', null, name, 'safe', `find the hardware port ${name}`)]
  const layers: Change[] = []
  if (seen.inStoredBridge)
    layers.push(to('storedBridge', true, false, 'drops traffic', `take ${device} (${name}) out of the stored bridge`))
  if (seen.inKernelBridge)
    layers.push(to('kernelBridge', true, false, 'drops traffic', `take ${device} (${name}) out of bridge0: ${STORM}`))
  if (seen.heldBy !== null)
    layers.push(to('heldBy', seen.heldBy, null, 'drops traffic', `free ${device} (${name}) of ${seen.heldBy}`))
  if (!seen.up && !seen.inKernelBridge) layers.push(to('up', false, true, 'safe', `bring ${device} up`))
  return [...layers, ...addressChanges(port, seen, to)]
}

type Make = (key: string, from: unknown, wanted: unknown, risk: Change['risk'], what: string) => Change

function addressChanges(port: FabricPort, seen: FabricPortObserved, to: Make): Change[] {
  const wanted = `${port.address}/${port.netmask}`
  const stored = seen.storedAddress === null ? null : `${seen.storedAddress}/${seen.storedNetmask ?? ''}`
  if (seen.service === null) return [to('service', null, wanted, 'safe', `create a network service with ${wanted}`)]
  const changes: Change[] = []
  if (!seen.serviceEnabled)
    changes.push(to('serviceEnabled', false, true, 'safe', `switch the service ${seen.service} on`))
  if (stored !== wanted)
    changes.push(to('address', stored, wanted, 'drops traffic', `give ${seen.service} the address ${wanted}`))
  // Without a Mac at the other end macOS keeps the address back: that is the link's concern, not ours.
  const missing = seen.carrier && !seen.inKernelBridge && !seen.addresses.includes(port.address)
  if (changes.length === 0 && missing)
    changes.push(
      to('live', seen.addresses, wanted, 'drops traffic', `apply ${wanted} again to ${seen.interface ?? ''}`),
    )
  return changes
}

// While an undeclared port stays in the bridge, its service still serves that port.
function bridgeService({ mac, ports: declared }: FabricInputs, { ports, bridge }: FabricObserved): Change[] {
  if (isUnknown(bridge) || isUnknown(ports) || declared.length === 0 || bridge.service?.enabled !== true) return []
  const ours = new Set(ports.map((port) => port.interface))
  const rest = [...(bridge.stored ?? []), ...(bridge.kernel ?? [])].filter((member) => !ours.has(member))
  if (rest.length > 0) return []
  const { name } = bridge.service
  const what = `switch the service ${name} off on ${mac}: no port is left in it`
  return [{ path: 'bridge.service', from: 'enabled', to: 'disabled', risk: 'drops traffic', what, mac }]
}

// Thunderbolt services last: a neighbour must not become the default route of this Mac. Where a service is created the
// whole order is told, since macOS does not promise where a new one stands.
function order({ mac, ports: declared }: FabricInputs, { ports, serviceOrder }: FabricObserved): Change[] {
  if (isUnknown(ports) || isUnknown(serviceOrder) || declared.length === 0) return []
  const created = ports.filter(({ service }) => service === null).map(({ receptacle }) => newService(receptacle))
  const ours = new Set([...ports.flatMap(({ service }) => service ?? []), ...created])
  const wanted = thunderboltLast([...serviceOrder, ...created], ours)
  if (wanted.join('\n') === serviceOrder.join('\n')) return []
  const what = `put ${[...ours].join(', ')} last in the order of services on ${mac}`
  return [{ path: 'serviceOrder', from: serviceOrder, to: wanted, risk: 'safe', what, mac }]
}

/** How the names of our services begin. */
export const OURS = 'macloom '

/** What a service is called that we create; one that exists keeps its name. */
export function newService(receptacle: number): string {
  return `${OURS}Thunderbolt ${receptacle}`
}

/** The same services, those of our ports last, otherwise in the order they have. */
export function thunderboltLast(order: readonly string[], ours: ReadonlySet<string>): string[] {
  return [...order.filter((name) => !ours.has(name)), ...order.filter((name) => ours.has(name))]
}
