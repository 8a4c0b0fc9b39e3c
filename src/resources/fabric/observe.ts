import type { Readers } from '../kind.js'
import { foundBefore, macRecord } from '../record.js'
import { seenAs } from '../seen.js'
import { isUnknown } from '../words.js'
import type { FabricInputs } from './inputs.js'
import { managementOf } from './management.js'
import { BRIDGE, deviceOf, membersOf, networkOf, serviceOn, type Network } from './network.js'
import type { FabricObserved, FabricPortObserved } from './outputs.js'

/** The record's key for the network as it was found. */
export const FOUND = 'fabric'

/** Looks at the declared receptacles in every layer, at the bridge, and at the way we came in. */
export async function observe(
  macs: Readers,
  { mac: name, ports }: Pick<FabricInputs, 'mac' | 'ports'>,
): Promise<FabricObserved> {
  const mac = macs.of(name)
  const [network, managementInterfaces, record] = await Promise.all([
    networkOf(mac),
    managementOf(mac),
    mac.ask(macRecord),
  ])
  const recorded = seenAs(record, (value) => foundBefore(value, FOUND) !== undefined)
  if (isUnknown(network)) {
    return { ports: network, bridge: network, managementInterfaces, serviceOrder: network, recorded }
  }
  return {
    ports: ports.map(({ receptacle }) => portOf(network, receptacle)),
    bridge: bridgeOf(network),
    managementInterfaces,
    serviceOrder: [...network.order],
    recorded,
  }
}

function portOf(network: Network, receptacle: number): FabricPortObserved {
  const device = deviceOf(network.hardware, receptacle)
  if (device === null) return { ...NO_PORT, receptacle }
  const kernel = network.kernel.find(({ name }) => name === device)
  const service = serviceOn(network, device)
  const holders = network.kernel.filter(({ members }) => members.includes(device)).map(({ name }) => name)
  return {
    receptacle,
    interface: device,
    inStoredBridge: network.stored[BRIDGE]?.interfaces.includes(device) ?? false,
    inKernelBridge: holders.includes(BRIDGE),
    heldBy: holders.find((name) => name !== BRIDGE) ?? null,
    up: kernel?.up ?? false,
    carrier: kernel?.status === 'active',
    service: service?.name ?? null,
    serviceEnabled: service?.enabled ?? false,
    storedAddress: service?.info?.method === 'manual' ? service.info.address : null,
    storedNetmask: service?.info?.method === 'manual' ? service.info.netmask : null,
    addresses: kernel?.addresses.map(({ address }) => address) ?? [],
  }
}

const NO_PORT: Omit<FabricPortObserved, 'receptacle'> = {
  interface: null,
  inStoredBridge: false,
  inKernelBridge: false,
  heldBy: null,
  up: false,
  carrier: false,
  service: null,
  serviceEnabled: false,
  storedAddress: null,
  storedNetmask: null,
  addresses: [],
}

function bridgeOf(network: Network): Exclude<FabricObserved['bridge'], { unknown: string }> {
  const service = serviceOn(network, BRIDGE)
  return {
    service: service === null ? null : { name: service.name, enabled: service.enabled },
    stored: network.stored[BRIDGE]?.interfaces.slice() ?? null,
    kernel: membersOf(network, BRIDGE)?.slice() ?? null,
  }
}
