import { MacTrouble } from '../../command/errors.js'
import { receptacleOf } from '../../macos/networksetup.js'
import type { Readers } from '../kind.js'
import { isUnknown } from '../words.js'
import type { FabricInputs } from './inputs.js'
import { BRIDGE, membersOf, networkOf, serviceOn } from './network.js'

/** The ports of a Mac that are out of the bridge and have an address of their own, from the id `Fabric/<mac>`. */
export async function adopt(macs: Readers, id: string): Promise<FabricInputs> {
  const mac = id.slice(id.indexOf('/') + 1)
  const network = await networkOf(macs.of(mac))
  if (isUnknown(network)) throw trouble(mac, network.unknown)
  const bridged = new Set([...(membersOf(network, BRIDGE) ?? []), ...(network.stored[BRIDGE]?.interfaces ?? [])])
  const ports = network.hardware.flatMap(({ port, device }) => {
    const receptacle = receptacleOf(port)
    const info = serviceOn(network, device)?.info
    if (receptacle === null || bridged.has(device) || info?.method !== 'manual') return []
    if (info.address === null || info.netmask === null) return []
    const { address, netmask } = info
    return [{ receptacle, address, netmask, peerAddress: peerOf(address, netmask) }]
  })
  if (ports.length === 0) throw trouble(mac, 'no Thunderbolt port outside the bridge has a static address')
  return { needs: [], mac, ports: ports.sort((a, b) => a.receptacle - b.receptacle) }
}

// In a subnet of one cable (/30) there are two addresses; in a larger one the peer cannot be told from the mask.
function peerOf(address: string, netmask: string): string {
  const octets = address.split('.').map(Number)
  const last = octets.pop() ?? 0
  const base = last & ~3
  return netmask === '255.255.255.252' ? [...octets, base + (3 - (last - base))].join('.') : address
}

function trouble(mac: string, seen: string): MacTrouble {
  return new MacTrouble('precondition', { mac, doing: 'import its Thunderbolt network', seen })
}
