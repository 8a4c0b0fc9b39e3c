import { MacTrouble } from '../../command/errors.js'
import { receptacleOf } from '../../macos/networksetup.js'
import { isUnknown, type Change, type Seen } from '../words.js'
import { OURS } from './diff.js'
import { dumpOf } from './dump.js'
import type { Dump } from './outputs.js'
import type { FabricInputs } from './inputs.js'
import { BRIDGE, type Network } from './network.js'
import type { FabricObserved, FabricPortObserved } from './outputs.js'
import { membership } from './restore.js'
import { touched } from './touched.js'

const SHARING = 'Switch Internet Sharing off for Thunderbolt in System Settings › General › Sharing'

/** Refuses a receptacle that is not there, and any change that could cut the way we came in, before any write. */
export function refuse(inputs: FabricInputs, observed: FabricObserved, changes: readonly Change[]): void {
  const { ports, bridge, managementInterfaces } = observed
  if (changes.length === 0 || isUnknown(ports) || isUnknown(bridge) || isUnknown(managementInterfaces)) return
  const { mac } = inputs
  refuseOwners(inputs, observed)
  const members = new Set([BRIDGE, ...(bridge.kernel ?? []), ...(bridge.stored ?? [])])
  for (const port of ports) {
    if (port.interface === null) throw absent(mac, port.receptacle)
    if (port.heldBy !== null) throw held(mac, port, port.heldBy)
    // A USB adapter in the bridge lives with it: `ifconfig bridge0 destroy` was seen to take one along (facts 2.2).
    const way = managementInterfaces.find((name) => name === port.interface || (isBridged(port) && members.has(name)))
    if (way !== undefined) throw strands(mac, port, way)
  }
}

/** Two owners of one network undo each other's work; the lab file says by name what becomes of the other. */
function refuseOwners({ mac, takeOwnership = [], alongside = [] }: FabricInputs, { owners }: FabricObserved): void {
  if (isUnknown(owners)) return
  const settled: readonly string[] = [...takeOwnership, ...alongside]
  const other = owners.find(({ name }) => !settled.includes(name))
  if (other === undefined) return
  if (other.name !== 'mdm') {
    const next = `Write \`takeOwnership: [${other.name}]\` under \`fabric:\` in the lab file: its daemon is then off until a destroy`
    throw refusal(mac, `${other.by} of ${other.name} configures its network as well`, next)
  }
  const next =
    'That cannot be taken over. If its profiles leave Thunderbolt alone, write `alongside: [mdm]` under `fabric:` in the lab file'
  throw refusal(mac, `an organisation manages it (${other.by}) and may configure its network`, next)
}

/** Refuses to give a network back over itself, or while another bridge holds a port, before any write. */
export function refuseRelease(mac: string, found: Dump, network: Network, management: Seen<readonly string[]>): void {
  const present = dumpOf(network)
  const changing = touched(found, present)
  if (changing.size === 0) return
  if (isUnknown(management)) throw keeping(mac, management.unknown, 'Run `pulumi destroy` again; it looks again first')
  const members = [...(present.kernel ?? []), ...(present.stored[BRIDGE]?.interfaces ?? [])]
  const way = management.find((name) => changing.has(name) || (changing.has(BRIDGE) && members.includes(name)))
  const reach = 'Reach this Mac over Ethernet or Wi-Fi (its address in the lab file, its default route)'
  if (way !== undefined) {
    const seen = `it is managed over ${portNamed(network, way)}, which is part of the change`
    throw keeping(mac, seen, `${reach}, then run \`pulumi destroy\` again`)
  }
  for (const device of membership(found, present).added) {
    const holder = network.kernel.find(({ name, members }) => name !== BRIDGE && members.includes(device))
    const stranger = strangerOn(found, network, device)
    const port = portNamed(network, device)
    if (holder !== undefined) {
      const seen = `${holder.name} holds ${port}, as Internet Sharing does`
      throw keeping(mac, seen, `${SHARING}, then run \`pulumi destroy\` again`)
    }
    if (stranger !== undefined) {
      const seen = `the network service ${stranger} is on ${port}, which belongs in the bridge, and is not on record`
      throw keeping(mac, seen, `Remove it in System Settings › Network, then run \`pulumi destroy\` again`)
    }
  }
}

// The kernel takes no port into the bridge that has an address; whose the service is, nobody here can know.
function strangerOn(found: Dump, { services }: Network, device: string): string | undefined {
  const known = new Set(found.services.map(({ name }) => name))
  const theirs = services.filter(({ name }) => !known.has(name) && !name.startsWith(OURS))
  return theirs.find((service) => service.device === device && service.enabled)?.name
}

function portNamed({ hardware }: Network, device: string): string {
  const port = hardware.find((each) => each.device === device && receptacleOf(each.port) !== null)?.port
  return port === undefined ? device : `${device} (${port})`
}

function keeping(mac: string, seen: string, next: string): MacTrouble {
  const unchanged = 'Its network was not touched, and the record of the found network was kept'
  return new MacTrouble('precondition', { mac, doing: 'give its network back', seen, unchanged, next })
}

function isBridged(port: FabricPortObserved): boolean {
  return port.inKernelBridge || port.inStoredBridge
}

function refusal(mac: string, seen: string, next: string): MacTrouble {
  const unchanged = 'Its network was not touched'
  return new MacTrouble('precondition', { mac, doing: 'prepare its Thunderbolt ports', seen, unchanged, next })
}

function absent(mac: string, receptacle: number): MacTrouble {
  const seen = `it has no hardware port "Thunderbolt ${receptacle}"`
  return refusal(mac, seen, `\`macloom look\` lists its receptacles; correct the link in the lab file`)
}

function held(mac: string, { receptacle, interface: device }: FabricPortObserved, by: string): MacTrouble {
  const seen = `${by} holds ${device} (Thunderbolt ${receptacle}), as Internet Sharing does`
  return refusal(mac, seen, SHARING)
}

function strands(mac: string, { receptacle, interface: device }: FabricPortObserved, way: string): MacTrouble {
  const through =
    way === device
      ? way
      : way === BRIDGE
        ? `${way}, which ${device} belongs to`
        : `${way}, which is in ${BRIDGE} with ${device}`
  const seen = `it is managed over ${through}, and Thunderbolt ${receptacle} is to be changed`
  return refusal(mac, seen, 'Reach this Mac over Ethernet or Wi-Fi (its address in the lab file, its default route)')
}
