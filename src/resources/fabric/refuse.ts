import { MacTrouble } from '../../command/errors.js'
import { isUnknown, type Change } from '../words.js'
import type { FabricInputs } from './inputs.js'
import { BRIDGE } from './network.js'
import type { FabricObserved, FabricPortObserved } from './outputs.js'

/** Refuses a receptacle that is not there, and any change that could cut the way we came in, before any write. */
export function refuse({ mac }: FabricInputs, observed: FabricObserved, changes: readonly Change[]): void {
  const { ports, managementInterfaces } = observed
  if (changes.length === 0 || isUnknown(ports) || isUnknown(managementInterfaces)) return
  for (const port of ports) {
    if (port.interface === null) throw absent(mac, port.receptacle)
    if (port.heldBy !== null) throw held(mac, port, port.heldBy)
    const way = managementInterfaces.find((name) => name === port.interface || (name === BRIDGE && isBridged(port)))
    if (way !== undefined) throw strands(mac, port, way)
  }
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
  return refusal(mac, seen, 'Switch Internet Sharing off for Thunderbolt in System Settings › General › Sharing')
}

function strands(mac: string, { receptacle, interface: device }: FabricPortObserved, way: string): MacTrouble {
  const through = way === device ? way : `${way}, which ${device} belongs to`
  const seen = `it is managed over ${through}, and Thunderbolt ${receptacle} is to be changed`
  return refusal(mac, seen, 'Reach this Mac over Ethernet or Wi-Fi (its address in the lab file, its default route)')
}
