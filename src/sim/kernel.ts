import { bytesFrom } from './derive.js'
import { neighbourOf, receptacleOf } from './cabling.js'
import type { Address, KernelInterface, NetworkService, SimMac, World } from './world.js'

/**
 * Brings every kernel in line with cables and stored services. Call it after any change of the world; it is the only
 * place that gives addresses to interfaces.
 */
export function settle(world: World): void {
  const macs = Object.values(world.macs).filter((mac) => mac.on)
  for (const mac of macs) updateLinks(world, mac)
  for (const mac of macs) applyServices(world, mac)
}

function updateLinks(world: World, mac: SimMac): void {
  let hotplug = false
  for (const [device, port] of Object.entries(mac.kernel.interfaces)) {
    const linked = isLinked(world, mac, device)
    if (linked !== port.linked && receptacleOf(mac, device) !== null) hotplug = true
    port.linked = linked
  }
  // Facts 2.2: macOS rebuilds bridge0 on a Thunderbolt hotplug as long as the stored bridge exists.
  if (hotplug) rebuildBridges(mac)
  for (const port of Object.values(mac.kernel.interfaces)) updateCarrier(port)
}

function updateCarrier(port: KernelInterface): void {
  const carrier = port.up && port.linked
  if (carrier !== port.carrier) port.linkEvents += 1
  port.carrier = carrier
}

function isLinked(world: World, mac: SimMac, device: string): boolean {
  const receptacle = receptacleOf(mac, device)
  // A dock alone gives no carrier: only a Mac at the far side makes an IP link (facts 1.8).
  if (receptacle !== null) return neighbourOf(world, { mac: mac.name, receptacle }) !== null
  return mac.lan?.device === device
}

/** What boot and hotplug do: kernel bridges as the preferences describe them; members lose what they had. */
export function rebuildBridges(mac: SimMac): void {
  for (const [name, stored] of Object.entries(mac.storedBridges)) {
    const members = (stored.Interfaces ?? []).filter((member) => mac.kernel.interfaces[member])
    mac.kernel.bridges[name] = { up: true, members, addresses: [] }
    for (const member of members) {
      const port = mac.kernel.interfaces[member]
      if (!port) continue
      port.up = true
      port.addresses = []
    }
  }
}

export function bridgeOf(mac: SimMac, device: string): string | null {
  const found = Object.entries(mac.kernel.bridges).find(([, bridge]) => bridge.members.includes(device))
  return found?.[0] ?? null
}

function applyServices(world: World, mac: SimMac): void {
  for (const [device, port] of Object.entries(mac.kernel.interfaces)) {
    const byHand = port.addresses.filter((address) => address.from === 'ifconfig')
    // A member of a bridge owns no address of its own (facts 2.2), unless somebody typed it in.
    const usable = port.carrier && bridgeOf(mac, device) === null
    port.addresses = [...(usable ? serviceAddresses(world, mac, device, port.linkEvents) : []), ...byHand]
  }
  for (const [name, bridge] of Object.entries(mac.kernel.bridges)) {
    const members = bridge.members.flatMap((member) => mac.kernel.interfaces[member] ?? [])
    const events = members.reduce((sum, member) => sum + member.linkEvents, 0)
    const active = bridge.up && members.some((member) => member.carrier)
    bridge.addresses = active ? serviceAddresses(world, mac, name, events) : []
  }
}

// configd takes a manual address away while the link is inactive, and puts it back with the link (inferred from the
// behaviour of IPConfiguration; the stored service does not change).
function serviceAddresses(world: World, mac: SimMac, device: string, events: number): Address[] {
  const services = mac.services.filter((service) => service.enabled && service.device === device)
  return services.flatMap((service) => addressOf(world, mac, service, events) ?? [])
}

function addressOf(world: World, mac: SimMac, service: NetworkService, events: number): Address | null {
  if (service.method === 'manual' && service.address !== null && service.netmask !== null) {
    return { address: service.address, netmask: service.netmask, from: 'service' }
  }
  if (service.method !== 'dhcp') return null
  if (mac.lan?.device === service.device) {
    return { address: mac.lan.address, netmask: mac.lan.netmask, from: 'service' }
  }
  // No DHCP server on a Thunderbolt cable: self-assigned, another one after each link event (facts 2.4).
  const bytes = bytesFrom(world.lab, world.seed, mac.name, service.device, 'self-assigned', events)
  const last = `${(bytes[0] ?? 0) % 254 || 1}.${(bytes[1] ?? 0) % 254 || 1}`
  return { address: `169.254.${last}`, netmask: '255.255.0.0', from: 'service' }
}

/** IPv6 of an interface: link-local, where a service with IPv6 stands on a live, unbridged interface. */
export function linkLocalOf(mac: SimMac, device: string): string | null {
  const port = mac.kernel.interfaces[device]
  if (!port?.carrier || bridgeOf(mac, device) !== null) return null
  const wanted = mac.services.some((service) => service.device === device && service.enabled && service.ipv6 !== 'off')
  return wanted ? port.linkLocal : null
}

/** The service that carries the default route: the first enabled one in order that has a router. */
export function defaultRoute(mac: SimMac): { device: string; router: string } | null {
  for (const service of mac.services.filter((service) => service.enabled)) {
    const port = mac.kernel.interfaces[service.device]
    if (!port?.carrier) continue
    const router = service.method === 'dhcp' && mac.lan?.device === service.device ? mac.lan.router : service.router
    if (router) return { device: service.device, router }
  }
  return null
}
