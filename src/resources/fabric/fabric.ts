import type { Kind } from '../kind.js'
import { doubtsIn } from '../readiness.js'
import { untilQuiet } from '../timer-arm.js'
import { isUnknown } from '../words.js'
import { adopt } from './adopt.js'
import { converge } from './converge.js'
import { diff } from './diff.js'
import { findings } from './findings.js'
import { fabricInputs, idOf, type FabricInputs } from './inputs.js'
import { observe } from './observe.js'
import { fabricObserved, type FabricObserved } from './outputs.js'
import { refuse } from './refuse.js'
import { release } from './release.js'

/** The Thunderbolt network of one Mac: declared ports out of the bridge, each with its own address. */
export const fabric: Kind<FabricInputs, FabricObserved> = {
  name: 'Fabric',
  inputs: fabricInputs,
  observed: fabricObserved,
  id: idOf,
  macs: (inputs) => [inputs.mac],
  observe,
  diff,
  findings,
  doubts,
  workOrders: () => [],
  refuse,
  recover: (macs, inputs) => untilQuiet(macs.of(inputs.mac), idOf(inputs)),
  converge,
  release,
  mirror,
  adopt,
  establishes,
}

// The address tables of RDMA are for a finding; ibv_devinfo may hang, and that is no reason to leave the network alone.
function doubts(_inputs: FabricInputs, { ipv4Gids: _tables, gidTried: _tried, ...network }: FabricObserved): string[] {
  return doubtsIn(network)
}

// A port that is in the bridge or has no address of its own is not declared as far as the Mac is concerned.
function mirror(inputs: FabricInputs, { ports }: FabricObserved): FabricInputs {
  if (isUnknown(ports)) return inputs
  return {
    ...inputs,
    ports: inputs.ports.flatMap((port) => {
      const seen = ports.find(({ receptacle }) => receptacle === port.receptacle)
      const bridged = seen === undefined || seen.inKernelBridge || seen.inStoredBridge || !seen.up
      if (bridged || seen.storedAddress === null || !seen.serviceEnabled) return []
      return [{ ...port, address: seen.storedAddress, netmask: seen.storedNetmask ?? port.netmask }]
    }),
  }
}

function establishes(_inputs: FabricInputs, { ports }: FabricObserved): unknown {
  if (isUnknown(ports)) return null
  return ports.map((port) => [port.receptacle, port.interface, port.storedAddress, port.inKernelBridge, port.up])
}
