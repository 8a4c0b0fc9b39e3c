import { deviceOf, macOf, neighbourOf, receptacleOf } from './cabling.js'
import { bridgeOf } from './kernel.js'
import type { SimMac, World } from './world.js'

/** An interface on the same Ethernet segment, with an address it owns. */
export interface Station {
  readonly mac: SimMac
  readonly device: string
  readonly ether: string
  readonly addresses: readonly string[]
}

/** Every other interface that a frame sent out of `device` can reach: over cables, and through bridges. */
export function stationsOn(world: World, mac: SimMac, device: string): Station[] {
  const seen = new Set<string>()
  const found: Station[] = []
  const queue = portsOf(mac, device).map((port) => [mac.name, port] as const)
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, port] = next
    if (seen.has(`${name} ${port}`)) continue
    seen.add(`${name} ${port}`)
    const here = macOf(world, name)
    if (name !== mac.name) found.push(station(here, port))
    const bridge = bridgeOf(here, port)
    for (const member of bridge === null ? [] : portsOf(here, bridge)) queue.push([name, member])
    const far = farPort(world, here, port)
    if (far) queue.push(far)
  }
  return [...found, ...sameLan(world, mac, device)]
}

function portsOf(mac: SimMac, device: string): readonly string[] {
  return mac.kernel.bridges[device]?.members ?? [device]
}

function farPort(world: World, mac: SimMac, device: string): readonly [string, string] | null {
  const receptacle = receptacleOf(mac, device)
  if (receptacle === null || mac.kernel.interfaces[device]?.carrier !== true) return null
  const far = neighbourOf(world, { mac: mac.name, receptacle })
  const farDevice = far ? deviceOf(far.mac, far.end.receptacle) : null
  if (!far || farDevice === null || far.mac.kernel.interfaces[farDevice]?.carrier !== true) return null
  return [far.mac.name, farDevice]
}

// On a bridge, the address stands on the bridge.
function station(mac: SimMac, device: string): Station {
  const port = mac.kernel.interfaces[device]
  const bridge = bridgeOf(mac, device)
  const own = port?.addresses ?? []
  const shared = bridge === null ? [] : (mac.kernel.bridges[bridge]?.addresses ?? [])
  return { mac, device, ether: port?.mac ?? '', addresses: [...own, ...shared].map((one) => one.address) }
}

function sameLan(world: World, mac: SimMac, device: string): Station[] {
  if (mac.lan?.device !== device) return []
  const others = Object.values(world.macs).filter((other) => other !== mac && other.on && other.lan)
  return others.flatMap((other) => (other.lan ? [station(other, other.lan.device)] : []))
}
