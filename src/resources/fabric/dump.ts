import { canonical } from '../digest.js'
import { Unreadable } from '../../command/errors.js'
import { receptacleOf } from '../../macos/networksetup.js'
import { dump, type Dump } from './outputs.js'
import { BRIDGE, membersOf, thunderboltDevices, type Network } from './network.js'

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
