import type { Writer } from '../../command/mac.js'
import { MacTrouble } from '../../command/errors.js'
import { interfaces, type Interface } from '../../macos/ifconfig.js'
import type { Work, Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { afresh, until } from '../patience.js'
import { isUnknown } from '../words.js'
import { dumpOf, written } from './dump.js'
import type { FabricInputs } from './inputs.js'
import { networkOf, type Network } from './network.js'
import type { FabricObserved } from './outputs.js'
import { stepsFor } from './steps.js'
import { apply } from './transaction.js'

/** macOS hands an address to an interface a moment after the setting, and a port needs seconds to find its carrier. */
const PATIENCE = 30

const UNTOUCHED = 'Its network was not touched'

/** Takes declared ports out of the bridge in all its layers and gives each its address, the found state on record first. */
export async function converge(
  macs: Writers,
  { inputs, observed, changes }: Work<FabricInputs, FabricObserved>,
): Promise<void> {
  const mac = macs.of(inputs.mac)
  const { ports, bridge } = observed
  if (isUnknown(ports) || isUnknown(bridge)) throw unread(mac.mac, 'the network')
  const network = await networkNow(mac)
  const record = await recordOf(macs, inputs.mac)
  await apply(mac, record, written(dumpOf(network)), stepsFor(inputs, ports, bridge, changes))
  const cabled = new Set(ports.flatMap((port) => (port.carrier ? (port.interface ?? []) : [])))
  const wanted = inputs.ports.flatMap(({ receptacle, address }) => {
    const device = ports.find((port) => port.receptacle === receptacle)?.interface
    return device !== undefined && device !== null && cabled.has(device) ? [{ device, address }] : []
  })
  // What is still missing after this is for the second look to say.
  await until(mac, interfaces, (all) => wanted.every((port) => has(all, port)), PATIENCE)
}

function has(all: readonly Interface[], { device, address }: { device: string; address: string }): boolean {
  return all.find(({ name }) => name === device)?.addresses.some((own) => own.address === address) ?? false
}

/** The network of a Mac that is about to be changed; what cannot be read now is a reason to change nothing. */
export async function networkNow(mac: Writer, unchanged = UNTOUCHED): Promise<Network> {
  const network = await networkOf(afresh(mac))
  if (isUnknown(network)) throw unread(mac.mac, network.unknown, unchanged)
  return network
}

function unread(mac: string, seen: string, unchanged = UNTOUCHED): MacTrouble {
  const next = 'Run again; it looks again first'
  return new MacTrouble('precondition', { mac, doing: 'read its network before changing it', seen, unchanged, next })
}
