import { ibvGids, type IbvGids } from '../../macos/rdma.js'
import type { Answer } from '../../command/question.js'
import { bootTime } from '../../macos/sysctl.js'
import type { Readers } from '../kind.js'
import { foundBefore, macRecord, type MacRecord } from '../record.js'
import { seenAs } from '../seen.js'
import { takenBack } from '../timer.js'
import { isUnknown } from '../words.js'
import { dumpOf, readDump } from './dump.js'
import { triedGids } from './gids.js'
import { idOf, type FabricInputs } from './inputs.js'
import { managementOf } from './management.js'
import { BRIDGE, deviceOf, membersOf, networkOf, serviceOn, type Network } from './network.js'
import type { FabricObserved, FabricPortObserved } from './outputs.js'
import { ownersOf } from './owners.js'

/** The record's key for the network as it was found. */
export const FOUND = 'fabric'

/** Looks at the declared receptacles in every layer, at the bridge, and at the way we came in. */
export async function observe(
  macs: Readers,
  { mac: name, ports }: Pick<FabricInputs, 'mac' | 'ports'>,
): Promise<FabricObserved> {
  const mac = macs.of(name)
  const [network, managementInterfaces, record, gids, booted] = await Promise.all([
    networkOf(mac),
    managementOf(mac),
    mac.ask(macRecord),
    mac.ask(ibvGids),
    mac.ask(bootTime),
  ])
  const recorded = seenAs(record, (value) => foundBefore(value, FOUND) !== undefined)
  const common = {
    ...{ managementInterfaces, recorded },
    owners: await ownersOf(mac, recorded === false),
    takenBack: seenAs(record, (value) => takenBack(value, idOf({ mac: name }))),
    gidTried: record.known ? seenAs(booted, (since) => triedGids(record.value, since)) : { unknown: record.why },
  }
  if (isUnknown(network)) {
    const unseen = { ports: network, bridge: network, serviceOrder: network, ipv4Gids: network, found: network }
    return { ...unseen, ...common }
  }
  return {
    ...common,
    found: foundIn(record, network),
    ports: ports.map(({ receptacle }) => portOf(network, receptacle)),
    bridge: bridgeOf(network),
    serviceOrder: [...network.order],
    ipv4Gids: seenAs(gids, (tables) => ports.flatMap(({ receptacle }) => ipv4Gid(network, receptacle, tables))),
  }
}

function foundIn(record: Answer<MacRecord>, network: Network): FabricObserved['found'] {
  if (!record.known) return { unknown: record.why }
  const text = foundBefore(record.value, FOUND)
  try {
    return text === undefined ? dumpOf(network) : readDump(text)
  } catch (error) {
    return { unknown: error instanceof Error ? error.message : String(error) }
  }
}

// `rdma_en5` belongs to `en5`; JACCL too takes the first IPv4-mapped address of the table (facts 2.5).
function ipv4Gid(
  network: Network,
  receptacle: number,
  tables: readonly IbvGids[],
): { receptacle: number; index: number | null }[] {
  const device = deviceOf(network.hardware, receptacle)
  const table = tables.find((each) => each.device === `rdma_${device ?? ''}`)
  if (table === undefined) return []
  return [{ receptacle, index: table.gids.find(({ gid }) => gid.startsWith('::ffff:'))?.index ?? null }]
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
