import type { Reader } from '../../command/mac.js'
import { unknown, type Answer } from '../../command/question.js'
import { interfaces, type Interface } from '../../macos/ifconfig.js'
import {
  hardwarePorts,
  receptacleOf,
  serviceInfos,
  serviceOrder,
  type HardwarePort,
  type Service,
} from '../../macos/networksetup.js'
import type { ServiceInfo } from '../../macos/networksetup-info.js'
import { storedBridges, type StoredBridge } from '../../macos/preferences.js'
import { missing } from '../seen.js'
import type { Seen } from '../words.js'

/** The bridge that macOS makes of all Thunderbolt ports. Its service has a translated name: go by this device. */
export const BRIDGE = 'bridge0'

/** A service on a Thunderbolt port or on the bridge, with how it gets its address. */
export type PortService = Service & { readonly info: ServiceInfo }

/** One Mac's network as far as Thunderbolt goes: the stored bridge, the kernel's, and the services. */
export interface Network {
  readonly hardware: readonly HardwarePort[]
  /** Names of all services, Wi-Fi and Ethernet included. */
  readonly order: readonly string[]
  readonly services: readonly PortService[]
  readonly stored: Readonly<Record<string, StoredBridge>>
  readonly kernel: readonly Interface[]
}

/** Reads the network of one Mac, all of it from the base look. */
export async function networkOf(mac: Reader): Promise<Seen<Network>> {
  const [hardware, order, infos, stored, kernel] = await Promise.all([
    mac.ask(hardwarePorts),
    mac.ask(serviceOrder),
    mac.ask(serviceInfos),
    mac.ask(storedBridges),
    mac.ask(interfaces),
  ])
  if (!hardware.known || !order.known || !infos.known || !stored.known || !kernel.known) {
    return missing([hardware, order, infos, stored, kernel]) ?? { unknown: 'the network' }
  }
  const services = servicesOn(hardware.value, order.value, infos.value)
  if ('unknown' in services) return services
  return {
    hardware: hardware.value,
    order: order.value.map(({ name }) => name),
    services,
    stored: stored.value,
    kernel: kernel.value,
  }
}

function servicesOn(
  hardware: readonly HardwarePort[],
  order: readonly Service[],
  infos: ReadonlyMap<string, Answer<ServiceInfo | null>>,
): Seen<PortService[]> {
  const devices = new Set([BRIDGE, ...thunderboltDevices(hardware)])
  const services: PortService[] = []
  for (const service of order.filter(({ device }) => device !== null && devices.has(device))) {
    const answer = infos.get(service.name) ?? unknown(`${service.name}: in the order of services, and not among them`)
    if (!answer.known) return { unknown: answer.why }
    // The two listings contradict each other while macOS is at work on the service: DHCP would be a guess.
    if (answer.value === null) return { unknown: `${service.name}: in the order of services, and not recognised` }
    services.push({ ...service, info: answer.value })
  }
  return services
}

/** Interfaces of the Thunderbolt receptacles, in the order macOS lists them. */
export function thunderboltDevices(hardware: readonly HardwarePort[]): string[] {
  return hardware.flatMap(({ port, device }) => (receptacleOf(port) === null ? [] : [device]))
}

/** The interface of a receptacle, null when this Mac has no such receptacle. */
export function deviceOf(hardware: readonly HardwarePort[], receptacle: number): string | null {
  return hardware.find(({ port }) => receptacleOf(port) === receptacle)?.device ?? null
}

/** The service that configures a device: the first enabled one in the order, else the first. Two may exist on one. */
export function serviceOn(network: Pick<Network, 'services'>, device: string): PortService | null {
  const services = network.services.filter((service) => service.device === device)
  return services.find(({ enabled }) => enabled) ?? services[0] ?? null
}

/** The kernel's members of a bridge, null when there is no such bridge. */
export function membersOf(network: Pick<Network, 'kernel'>, bridge: string): readonly string[] | null {
  return network.kernel.find(({ name }) => name === bridge)?.members ?? null
}
