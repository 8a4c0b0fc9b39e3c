import type { HardwarePort } from '../../macos/networksetup.js'
import { OURS } from './diff.js'
import type { Dump, DumpedService } from './outputs.js'
import { BRIDGE, deviceOf, thunderboltDevices, type Network } from './network.js'

/**
 * A recorded network in the names of today: interfaces by receptacle, renamed services by the port they stand on. What
 * this Mac no longer has is left out, since nobody can give it back.
 */
export function inTodaysNames(found: Dump, network: Network): Dump {
  const { hardware, kernel } = network
  const device = (name: string) => todaysDevice(found, hardware, name)
  const there = new Set(kernel.map(({ name }) => name))
  const ports = new Set(thunderboltDevices(hardware))
  const names = renamed(found, network)
  return {
    ...found,
    services: found.services.flatMap((service) => todaysService(service, network, names) ?? []),
    stored: Object.fromEntries(
      Object.entries(found.stored).map(([name, { interfaces, automatic }]) => [
        name,
        { interfaces: interfaces.flatMap((member) => device(member) ?? []), automatic },
      ]),
    ),
    kernel: found.kernel?.flatMap((member) => device(member) ?? []).filter((member) => there.has(member)) ?? null,
    up: Object.fromEntries(
      Object.entries(found.up).flatMap(([name, up]) => {
        const now = device(name)
        return now !== null && ports.has(now) ? [[now, up] as const] : []
      }),
    ),
    order: found.order.map((name) => names.get(name) ?? name),
  }
}

function todaysDevice({ ports }: Dump, hardware: readonly HardwarePort[], device: string): string | null {
  const place = ports[device]
  if (place === undefined) return device
  if (place.receptacle !== null) return deviceOf(hardware, place.receptacle)
  // The bridge borrows the address of its first member.
  const plain = hardware.filter((port) => port.device !== BRIDGE)
  return plain.find(({ ethernetAddress }) => ethernetAddress === place.ether)?.device ?? null
}

// The name of a hardware port is English in every locale and holds the receptacle; the bridge's is listed only at times.
function deviceToday({ port, device }: DumpedService, hardware: readonly HardwarePort[]): string | null {
  return device === BRIDGE ? BRIDGE : (hardware.find((each) => each.port === port)?.device ?? null)
}

/** New names of recorded services that are gone, where the one other service on their port must be them. */
function renamed(found: Dump, { hardware, services, order }: Network): ReadonlyMap<string, string> {
  const before = new Set(found.services.map(({ name }) => name))
  const names = new Map<string, string>()
  for (const service of found.services.filter(({ name }) => !order.includes(name))) {
    const device = deviceToday(service, hardware)
    const others = services.filter(
      (each) => each.device === device && !before.has(each.name) && !each.name.startsWith(OURS),
    )
    const [only] = others
    const alone = found.services.filter((each) => each.port === service.port && !order.includes(each.name)).length === 1
    if (only !== undefined && others.length === 1 && alone) names.set(service.name, only.name)
  }
  return names
}

// A service that exists keeps the port it is on: we never moved one. One whose name somebody gave to another port is theirs.
function todaysService(
  service: DumpedService,
  { hardware, services, order }: Network,
  names: ReadonlyMap<string, string>,
): DumpedService | null {
  const name = names.get(service.name) ?? service.name
  const present = services.find((each) => each.name === name)
  if (present !== undefined) return { ...service, name, port: present.port, device: present.device ?? '' }
  const device = deviceToday(service, hardware)
  return device === null || order.includes(name) ? null : { ...service, name, device }
}
