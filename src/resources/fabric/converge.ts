import type { Writer } from '../../command/mac.js'
import { MacTrouble } from '../../command/errors.js'
import { interfaces, type Interface } from '../../macos/ifconfig.js'
import { bootTime } from '../../macos/sysctl.js'
import type { Readers, Work, Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { afresh, until } from '../patience.js'
import { remember } from '../record.js'
import { isUnknown, type Change } from '../words.js'
import { lookAt } from './compared.js'
import { diff } from './diff.js'
import { dumpOf, written } from './dump.js'
import { rememberTry } from './gids.js'
import { idOf, patienceOf, type FabricInputs } from './inputs.js'
import { networkOf, type Network } from './network.js'
import { FOUND, observe } from './observe.js'
import type { FabricObserved, FabricPortObserved } from './outputs.js'
import { stepsFor, wayOf } from './steps.js'
import { transact } from './transaction.js'
import { undo } from './undo.js'

/** macOS hands an address to an interface a moment after the setting, and a port needs seconds to find its carrier. */
const PATIENCE = 30

const UNTOUCHED = 'Its network was not touched'

/**
 * Takes declared ports out of the bridge in all its layers and gives each its address, in one transaction: the found
 * state on record and the timer armed before the first step.
 */
export async function converge(macs: Writers, work: Work<FabricInputs, FabricObserved>): Promise<void> {
  const { inputs, observed, changes } = work
  const mac = macs.of(inputs.mac)
  const { ports, bridge } = observed
  if (isUnknown(ports) || isUnknown(bridge)) throw unread(mac.mac, 'the network')
  const before = dumpOf(await networkNow(mac))
  const first = remember(await recordOf(macs, inputs.mac), FOUND, written(before))
  if (first.length > 0) await mac.tell({ what: 'record the network as it was found', commands: first })
  await transact(mac, {
    ...{ id: idOf(inputs), what: changes.map(({ what }) => what).join('; ') },
    seconds: patienceOf(inputs),
    undo: undo(before, wayOf(inputs, ports, bridge, changes)),
    look: lookAt(before),
    apply: async (guarded) => {
      await carryOut(guarded, inputs, { ports, bridge }, changes)
      await addressed(mac, inputs, ports)
      // Where an address stands in the table of an RDMA device shows only when it is there.
      const { observed: now, left } = await differing(macs, inputs)
      const late = left.filter(({ path }) => path.endsWith('.gid'))
      if (late.length > 0) await carryOut(guarded, inputs, { ports: portsOf(now), bridge }, late)
    },
    confirm: () => confirm(macs, inputs),
  })
}

interface Standing {
  readonly ports: readonly FabricPortObserved[]
  readonly bridge: Exclude<FabricObserved['bridge'], { unknown: string }>
}

async function carryOut(
  mac: Writer,
  inputs: FabricInputs,
  { ports, bridge }: Standing,
  changes: readonly Change[],
): Promise<void> {
  for (const step of stepsFor(inputs, ports, bridge, changes)) await mac.tell(step)
  const tried = inputs.ports.filter(({ receptacle }) => changes.some(({ path }) => path === `ports.${receptacle}.gid`))
  if (tried.length === 0) return
  const since = await mac.ask(bootTime)
  if (!since.known) throw unread(mac.mac, since.why)
  const commands = tried.flatMap(({ receptacle }) => rememberTry(receptacle, since.value))
  await mac.tell({ what: 'write down which addresses were brought to GID index 1', commands })
}

function portsOf({ ports }: FabricObserved): readonly FabricPortObserved[] {
  return isUnknown(ports) ? [] : ports
}

/** Waits for the addresses of ports with a Mac at their other end; what is still missing then is for the look to say. */
async function addressed(mac: Writer, inputs: FabricInputs, ports: readonly FabricPortObserved[]): Promise<void> {
  const cabled = new Set(ports.flatMap((port) => (port.carrier ? (port.interface ?? []) : [])))
  const wanted = inputs.ports.flatMap(({ receptacle, address }) => {
    const device = ports.find((port) => port.receptacle === receptacle)?.interface
    return device !== undefined && device !== null && cabled.has(device) ? [{ device, address }] : []
  })
  await until(mac, interfaces, (all) => wanted.every((port) => has(all, port)), PATIENCE)
}

function has(all: readonly Interface[], { device, address }: { device: string; address: string }): boolean {
  return all.find(({ name }) => name === device)?.addresses.some((own) => own.address === address) ?? false
}

/** What differs now, by the same judge as ever, whatever the look has said. */
async function differing(
  macs: Writers,
  inputs: FabricInputs,
): Promise<{ observed: FabricObserved; left: readonly Change[] }> {
  const now: Readers = { names: macs.names, of: (name) => afresh(macs.of(name)) }
  const observed = await observe(now, inputs)
  return { observed, left: diff(inputs, observed) }
}

async function confirm(macs: Writers, inputs: FabricInputs): Promise<void> {
  const { observed, left } = await differing(macs, inputs)
  const blind = [observed.ports, observed.bridge, observed.serviceOrder].find(isUnknown)
  if (left.length === 0 && blind === undefined) return
  const seen = blind === undefined ? `this still differs: ${left.map(({ what }) => what).join('; ')}` : blind.unknown
  throw new MacTrouble('not-converged', { mac: inputs.mac, doing: 'confirm the change of its network', seen })
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
