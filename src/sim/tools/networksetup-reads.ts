import type { NetworkService, SimMac, ToolReply } from '../world.js'
import { ok, refused } from './reply.js'

type Read = (mac: SimMac, rest: readonly string[]) => ToolReply | null

const ASTERISK = 'An asterisk (*) denotes that a network service is disabled.\n'

/** Reading verbs in lower case; null = not these arguments. */
export const networksetupReads: Readonly<Record<string, Read>> = {
  '-listallhardwareports': (mac, rest) => (rest.length > 0 ? null : ok(hardwarePorts(mac))),
  '-listnetworkserviceorder': (mac, rest) => (rest.length > 0 ? null : ok(serviceOrder(mac))),
  '-listallnetworkservices': (mac, rest) =>
    rest.length > 0 ? null : ok(ASTERISK + mac.services.map((s) => `${s.enabled ? '' : '*'}${s.name}\n`).join('')),
  '-listlocations': (mac, rest) =>
    rest.length > 0 ? null : ok([mac.location, ...Object.keys(mac.locations)].map((name) => `${name}\n`).join('')),
  '-getcurrentlocation': (mac, rest) => (rest.length > 0 ? null : ok(`${mac.location}\n`)),
  '-getnetworkserviceenabled': (mac, rest) =>
    ofService(mac, rest, (service) => (service.enabled ? 'Enabled\n' : 'Disabled\n')),
  '-getinfo': (mac, rest) => ofService(mac, rest, (service) => info(mac, service)),
}

/** What a look may ask: everything without arguments, and everything about each service. */
export function readListing(mac: SimMac): string[][] {
  const general = ['-listallhardwareports', '-listnetworkserviceorder', '-listallnetworkservices']
  const places = ['-listlocations', '-getcurrentlocation']
  const perService = mac.services.flatMap(({ name }) => [
    ['-getinfo', name],
    ['-getnetworkserviceenabled', name],
  ])
  return [...[...general, ...places].map((verb) => [verb]), ...perService]
}

/** The service of that name, or what networksetup says when there is none. */
export function serviceNamed(mac: SimMac, name: string): NetworkService | ToolReply {
  const found = mac.services.find((service) => service.name === name)
  return found ?? refused(`${name} is not a recognized network service.\n** Error: The parameters were not valid.`, 4)
}

function ofService(mac: SimMac, rest: readonly string[], text: (service: NetworkService) => string): ToolReply | null {
  const [name] = rest
  if (name === undefined || rest.length > 1) return null
  const service = serviceNamed(mac, name)
  return 'exit' in service ? service : ok(text(service))
}

function hardwarePorts(mac: SimMac): string {
  // Listed only while the preferences hold the bridge; with the address of its first member (facts 2.1).
  const bridges = Object.entries(mac.storedBridges).map(([device, stored]) => {
    return { name: 'Thunderbolt Bridge', device, ether: mac.bridgeEther ?? etherOf(mac, stored.Interfaces?.[0] ?? '') }
  })
  const plain = mac.hardwarePorts.map((port) => ({ ...port, ether: etherOf(mac, port.device) }))
  const wifi = Math.max(
    0,
    plain.findIndex((port) => port.name === 'Wi-Fi'),
  )
  const all = [...plain.slice(0, wifi), ...bridges, ...plain.slice(wifi)]
  const blocks = all.map(
    ({ name, device, ether }) => `\nHardware Port: ${name}\nDevice: ${device}\nEthernet Address: ${ether}\n`,
  )
  return `${blocks.join('')}\nVLAN Configurations\n===================\n`
}

function etherOf(mac: SimMac, device: string): string {
  return mac.kernel.interfaces[device]?.mac ?? 'N/A'
}

function serviceOrder(mac: SimMac): string {
  let number = 0
  const blocks = mac.services.map((service) => {
    const mark = service.enabled ? `(${(number += 1)})` : '(*)'
    return `${mark} ${service.name}\n(Hardware Port: ${service.port}, Device: ${service.device})\n\n`
  })
  return ASTERISK + blocks.join('')
}

const HEADING = { dhcp: 'DHCP Configuration', manual: 'Manual Configuration', off: 'Manual Configuration' } as const
const IPV6 = { automatic: 'Automatic', 'link-local': 'Link Local', off: 'Off' } as const

function info(mac: SimMac, service: NetworkService): string {
  const lines = [
    HEADING[service.method],
    ...addressLines(mac, service),
    ...(service.method === 'dhcp' ? ['Client ID: '] : []),
    `IPv6: ${IPV6[service.ipv6]}`,
    ...(service.ipv6 === 'off' ? [] : ['IPv6 IP address: none', 'IPv6 Router: none']),
    ...hardwareLine(mac, service),
  ]
  return `${lines.join('\n')}\n`
}

// A manual service shows what is stored, with or without a link; a DHCP one what it has got.
function addressLines(mac: SimMac, service: NetworkService): string[] {
  if (service.method === 'manual') return threeLines(service.address, service.netmask, service.router)
  const has = mac.kernel.interfaces[service.device] ?? mac.kernel.bridges[service.device]
  const address = has?.addresses.find((one) => one.from === 'service')
  if (service.method === 'off' || !address) return []
  const router = mac.lan?.device === service.device ? mac.lan.router : null
  return threeLines(address.address, address.netmask, router)
}

function threeLines(address: string | null, netmask: string | null, router: string | null): string[] {
  return [`IP address: ${address ?? '(null)'}`, `Subnet mask: ${netmask ?? '(null)'}`, `Router: ${router ?? '(null)'}`]
}

function hardwareLine(mac: SimMac, service: NetworkService): string[] {
  if (service.device === '') return []
  const stored = mac.storedBridges[service.device]
  const ether = stored ? (mac.bridgeEther ?? etherOf(mac, stored.Interfaces?.[0] ?? '')) : etherOf(mac, service.device)
  return [`${service.port === 'Wi-Fi' ? 'Wi-Fi ID' : 'Ethernet Address'}: ${ether}`]
}
