import { bridgeOf, linkLocalOf } from '../kernel.js'
import { receptacleOf } from '../cabling.js'
import type { Address, KernelInterface, SimMac } from '../world.js'

const FLAGS = {
  up: '8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST>',
  bridged: '8963<UP,BROADCAST,SMART,RUNNING,PROMISC,SIMPLEX,MULTICAST>',
  down: '8822<BROADCAST,SMART,SIMPLEX,MULTICAST>',
} as const

const LOOPBACK = [
  'lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384',
  '\toptions=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>',
  '\tinet 127.0.0.1 netmask 0xff000000',
  '\tinet6 ::1 prefixlen 128 ',
  '\tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x1 ',
  '\tnd6 options=201<PERFORMNUD,DAD>',
]

const IDLE = ['gif0: flags=8010<POINTOPOINT,MULTICAST> mtu 1280', 'stf0: flags=0<> mtu 1280']

/** Plain `ifconfig`: loopback, built-in interfaces in the order of their numbers, bridges. */
export function allInterfaces(mac: SimMac): string {
  const names = [...Object.keys(mac.kernel.interfaces), ...Object.keys(mac.kernel.bridges), ...tunnels(mac)]
  return text([...LOOPBACK, ...IDLE]) + names.map((name) => oneInterface(mac, name) ?? '').join('')
}

export function oneInterface(mac: SimMac, name: string): string | null {
  if (name === 'lo0') return text(LOOPBACK)
  const tunnel = mac.kernel.tunnels[name]
  if (tunnel !== undefined) return text(tunnelLines(name, tunnel))
  const port = mac.kernel.interfaces[name]
  if (port) return text(portLines(mac, name, port))
  return mac.kernel.bridges[name] ? text(bridgeLines(mac, name)) : null
}

function tunnels(mac: SimMac): string[] {
  return Object.keys(mac.kernel.tunnels)
}

function tunnelLines(name: string, address: string): string[] {
  return [
    `${name}: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1280`,
    `\tinet ${address} --> ${address} netmask 0xffffffff`,
    '\tnd6 options=201<PERFORMNUD,DAD>',
  ]
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

function portLines(mac: SimMac, name: string, port: KernelInterface): string[] {
  const flags = port.up ? (bridgeOf(mac, name) === null ? FLAGS.up : FLAGS.bridged) : FLAGS.down
  const linkLocal = linkLocalOf(mac, name)
  const scope = `prefixlen 64 secured scopeid 0x${port.index.toString(16)}`
  const cabled = receptacleOf(mac, name) !== null
  return [
    `${name}: flags=${flags} mtu 1500`,
    `\toptions=${cabled ? '460<TSO4,TSO6,CHANNEL_IO>' : '6460<TSO4,TSO6,CHANNEL_IO,PARTIAL_CSUM,ZEROINVERT_CSUM>'}`,
    `\tether ${port.mac}`,
    ...(linkLocal === null ? [] : [`\tinet6 ${linkLocal}%${name} ${scope}`]),
    ...port.addresses.map(inetLine),
    ...(linkLocal === null ? [] : ['\tnd6 options=201<PERFORMNUD,DAD>']),
    `\tmedia: ${media(mac, name, port, cabled)}`,
    `\tstatus: ${port.carrier ? 'active' : 'inactive'}`,
  ]
}

function media(mac: SimMac, name: string, port: KernelInterface, cabled: boolean): string {
  if (cabled) return 'autoselect <full-duplex>'
  const wifi = mac.hardwarePorts.some((one) => one.device === name && one.name === 'Wi-Fi')
  if (wifi) return 'autoselect'
  return port.carrier ? 'autoselect (10Gbase-T <full-duplex>)' : 'autoselect (none)'
}

function bridgeLines(mac: SimMac, name: string): string[] {
  const bridge = mac.kernel.bridges[name] ?? { up: false, members: [], addresses: [] }
  const members = bridge.members.flatMap((member) => {
    const port = mac.kernel.interfaces[member]
    return port ? [{ member, port }] : []
  })
  const service = mac.services.find((one) => one.device === name && one.enabled && one.ipv6 !== 'off')
  return [
    `${name}: flags=${bridge.up ? FLAGS.up : FLAGS.down} mtu 1500`,
    '\toptions=63<RXCSUM,TXCSUM,TSO4,TSO6>',
    `\tether ${mac.bridgeEther ?? members[0]?.port.mac ?? '00:00:00:00:00:00'}`,
    ...bridge.addresses.map(inetLine),
    ...SPANNING_TREE,
    ...members.flatMap(({ member, port }) => [
      `\tmember: ${member} flags=3<LEARNING,DISCOVER>`,
      `\t        ifmaxaddr 0 port ${port.index} priority 0 path cost 0`,
    ]),
    ...(service ? ['\tnd6 options=201<PERFORMNUD,DAD>'] : []),
    '\tmedia: <unknown type>',
    `\tstatus: ${bridge.up && members.some(({ port }) => port.carrier) ? 'active' : 'inactive'}`,
  ]
}

// Printed, but no spanning tree runs: all ids are zero (facts 2.1).
const SPANNING_TREE = [
  '\tConfiguration:',
  '\t\tid 0:0:0:0:0:0 priority 0 hellotime 0 fwddelay 0',
  '\t\tmaxage 0 holdcnt 0 proto stp maxaddr 100 timeout 1200',
  '\t\troot id 0:0:0:0:0:0 priority 0 ifcost 0 port 0',
  '\t\tipfilter disabled flags 0x0',
]

function inetLine({ address, netmask }: Address): string {
  const bits = (dotted: string): number => dotted.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const mask = bits(netmask)
  const last = (bits(address) | (~mask >>> 0)) >>> 0
  const broadcast = [24, 16, 8, 0].map((shift) => (last >>> shift) & 255).join('.')
  return `\tinet ${address} netmask 0x${mask.toString(16).padStart(8, '0')} broadcast ${broadcast}`
}
