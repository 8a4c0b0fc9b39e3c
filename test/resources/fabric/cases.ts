import type { FabricInputs, FabricPort } from '../../../src/resources/fabric/inputs.js'
import type { FabricObserved, FabricPortObserved } from '../../../src/resources/fabric/outputs.js'

export const PORT: FabricPort = {
  receptacle: 2,
  address: '10.77.0.1',
  netmask: '255.255.255.252',
  peerAddress: '10.77.0.2',
}

export const DECLARED: FabricInputs = { needs: [], mac: 'studio-1', ports: [PORT] }

/** Receptacle 2 as it should be, with a Mac at the other end. */
export const RIGHT: FabricPortObserved = {
  receptacle: 2,
  interface: 'en3',
  inStoredBridge: false,
  inKernelBridge: false,
  heldBy: null,
  up: true,
  carrier: true,
  service: 'macloom Thunderbolt 2',
  serviceEnabled: true,
  storedAddress: '10.77.0.1',
  storedNetmask: '255.255.255.252',
  addresses: ['10.77.0.1'],
}

/** Receptacle 2 as it comes out of the box. */
export const BRIDGED: FabricPortObserved = {
  ...RIGHT,
  inStoredBridge: true,
  inKernelBridge: true,
  service: null,
  serviceEnabled: false,
  storedAddress: null,
  storedNetmask: null,
  addresses: [],
}

/** What a Mac with these ports says; the other ports of the bridge are en2 and en4. */
export function seen(port: FabricPortObserved, changes: Partial<FabricObserved> = {}): FabricObserved {
  return {
    ports: [port],
    bridge: {
      service: { name: 'Thunderbolt Bridge', enabled: true },
      stored: ['en2', ...(port.inStoredBridge ? ['en3'] : []), 'en4'],
      kernel: ['en2', ...(port.inKernelBridge ? ['en3'] : []), 'en4'],
    },
    managementInterfaces: ['en0'],
    serviceOrder: ['Ethernet', 'Wi-Fi', 'Thunderbolt Bridge', ...(port.service === null ? [] : [port.service])],
    recorded: false,
    found: { services: [], stored: {}, kernel: null, up: {}, order: [], ports: {} },
    owners: [],
    takenBack: null,
    gidTried: [],
    ipv4Gids: [],
    ...changes,
  }
}
