import { z } from 'zod'
import { canonical } from '../digest.js'
import { Unreadable } from '../../command/errors.js'
import { receptacleOf } from '../../macos/networksetup.js'
import { BRIDGE, membersOf, thunderboltDevices, type Network } from './network.js'

const service = z.strictObject({
  name: z.string(),
  port: z.string(),
  device: z.string(),
  enabled: z.boolean(),
  method: z.enum(['dhcp', 'manual']),
  address: z.string().nullable(),
  netmask: z.string().nullable(),
  router: z.string().nullable(),
  ipv6: z.string().nullable(),
})
export type DumpedService = z.infer<typeof service>

const place = z.strictObject({ receptacle: z.number().nullable(), ether: z.string().nullable() })

/** A Mac's network as far as Thunderbolt goes: what is recorded before the first change, and given back. */
export const dump = z.strictObject({
  services: z.array(service),
  stored: z.record(z.string(), z.strictObject({ interfaces: z.array(z.string()), automatic: z.boolean() })),
  /** Members of the kernel's bridge in their order, null when there was no bridge. */
  kernel: z.array(z.string()).nullable(),
  up: z.record(z.string(), z.boolean()),
  order: z.array(z.string()),
  /**
   * What the recorded names of interfaces stood for: enN moves between docks and releases of macOS. Records of before
   * have none, and their names are taken as they are.
   */
  ports: z.record(z.string(), place).default({}),
})
export type Dump = z.infer<typeof dump>

/** The network in a form whose text is equal when the network is. All Thunderbolt ports, declared or not. */
export function dumpOf(network: Network): Dump {
  const devices = thunderboltDevices(network.hardware)
  const isUp = (device: string) => network.kernel.find(({ name }) => name === device)?.up ?? false
  return {
    services: network.services.map(({ name, port, device, enabled, info }) => ({
      name,
      port,
      device: device ?? '',
      enabled,
      method: info.method,
      // A lease is not a setting: it comes and goes with the cable.
      address: info.method === 'manual' ? info.address : null,
      netmask: info.method === 'manual' ? info.netmask : null,
      router: info.method === 'manual' ? info.router : null,
      ipv6: info.ipv6,
    })),
    stored: Object.fromEntries(
      Object.entries(network.stored).map(([name, { interfaces, automatic }]) => [
        name,
        { interfaces: [...interfaces], automatic },
      ]),
    ),
    kernel: membersOf(network, BRIDGE)?.slice() ?? null,
    up: Object.fromEntries([...devices].sort().map((device) => [device, isUp(device)])),
    order: [...network.order],
    ports: placesOf(network),
  }
}

// Every port that a bridge holds or could hold; a USB adapter in a bridge has no receptacle, but an address of its own.
function placesOf({ hardware, stored, kernel }: Network): Dump['ports'] {
  const members = [
    ...Object.values(stored).flatMap(({ interfaces }) => interfaces),
    ...kernel.flatMap((each) => each.members),
  ]
  const concerned = hardware.filter(({ port, device }) => receptacleOf(port) !== null || members.includes(device))
  return Object.fromEntries(
    concerned.map(({ port, device, ethernetAddress }) => [
      device,
      { receptacle: receptacleOf(port), ether: ethernetAddress },
    ]),
  )
}

/** The recorded text of a dump. */
export function written(value: Dump): string {
  return canonical(value)
}

/** A dump from its recorded text. Throws Unreadable on anything else. */
export function readDump(text: string): Dump {
  try {
    return dump.parse(JSON.parse(text))
  } catch (error) {
    throw new Unreadable('found/fabric', error instanceof Error ? error.message : 'a network', text)
  }
}
