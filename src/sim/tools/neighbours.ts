import { stationsOn } from '../reach.js'
import type { SimMac, Tool, World } from '../world.js'
import { ok, unknownArguments } from './reply.js'

interface Row {
  readonly device: string
  readonly ether: string
  readonly addresses: readonly string[]
  readonly linkLocal: string
}

function rows(world: World, mac: SimMac): Row[] {
  const devices = [...Object.keys(mac.kernel.interfaces), ...Object.keys(mac.kernel.bridges)]
  return devices.flatMap((device) =>
    stationsOn(world, mac, device).map(({ mac: far, device: farDevice, ether, addresses }) => {
      return { device, ether, addresses, linkLocal: far.kernel.interfaces[farDevice]?.linkLocal ?? '' }
    }),
  )
}

/** Asked too seldom to be rendered ahead. Layout composed; only the columns of facts 2.5 were seen. */
export const arp: Tool = {
  name: 'arp',
  call: ({ world, mac, argv }) => {
    if (argv.join(' ') !== '-an') return unknownArguments('arp', argv)
    const lines = rows(world, mac).flatMap(({ device, ether, addresses }) =>
      addresses.map((address) => `? (${address}) at ${ether} on ${device} ifscope [ethernet]\n`),
    )
    return ok(lines.join(''))
  },
}

const NDP_HEADER = 'Neighbor                                Linklayer Address  Netif Expire    St Flgs Prbs\n'

export const ndp: Tool = {
  name: 'ndp',
  call: ({ world, mac, argv }) => {
    if (argv.join(' ') !== '-an') return unknownArguments('ndp', argv)
    const lines = rows(world, mac).map(({ device, ether, linkLocal }) => {
      return `${`${linkLocal}%${device}`.padEnd(39)} ${ether.padEnd(18)} ${device.padStart(5)} 23h41m42s S\n`
    })
    return ok(NDP_HEADER + lines.join(''))
  },
}
