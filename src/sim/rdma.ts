import { modelOf } from './catalogue.js'
import { deviceOf, neighbourOf, receptacleOf } from './cabling.js'
import { bridgeOf, linkLocalOf } from './kernel.js'
import { eui64LinkLocal } from './derive.js'
import type { SimMac, World } from './world.js'

/** Protection domains per device that NIXAI measured (facts 3.3). */
export const PROTECTION_DOMAINS = 11

/** macOS 26.2 brought rdma_ctl and the verbs tools; before that there is no such binary. */
export function hasRdmaTools(mac: SimMac): boolean {
  const [major = 0, minor = 0] = mac.macos.version.split('.').map(Number)
  return major > 26 || (major === 26 && minor >= 2)
}

/** The verbs devices exist on Thunderbolt 5, from the boot after the person's visit to recoveryOS. */
export function hasRdmaDevices(mac: SimMac): boolean {
  return mac.on && mac.rdmaSinceBoot && hasRdmaTools(mac) && modelOf(mac.model).generation === 5
}

export interface RdmaDevice {
  readonly name: string
  readonly device: string
  /** 16 hexadecimal digits: the bytes of the controller's switch UID, reversed (facts 3.4). */
  readonly guid: string
  readonly active: boolean
  readonly gids: readonly string[]
}

/** What ibv_devices lists, in its order. */
export function rdmaDevices(world: World, mac: SimMac): RdmaDevice[] {
  if (!hasRdmaDevices(mac)) return []
  return modelOf(mac.model).rdmaOrder.flatMap((receptacle) => {
    const device = deviceOf(mac, receptacle)
    const uid = mac.receptacles[receptacle]?.switchUid
    if (device === null || uid === undefined) return []
    if (mac.faults['rdma device missing'] === `rdma_${device}`) return []
    const guid = Buffer.from(uid.replace(/^0x/, ''), 'hex').reverse().toString('hex')
    const active = isActive(world, mac, receptacle, device)
    return [{ name: `rdma_${device}`, device, guid, active, gids: gidTable(mac, device) }]
  })
}

/** PORT_ACTIVE is a function of both ends (facts 3.3 and 9.7). */
function isActive(world: World, mac: SimMac, receptacle: number, device: string): boolean {
  const far = neighbourOf(world, { mac: mac.name, receptacle })
  if (!far || !hasRdmaDevices(far.mac)) return false
  // A dock ends it; through a Studio Display it was live at both ends (correction 6), whatever the speed.
  const display = far.through.length > 0 && far.through.every((device) => device.hidesMacs)
  if (!display && (far.through.length > 0 || far.gbps < 80)) return false
  if (mac.faults['rdma port stuck down'] === `rdma_${device}`) return false
  // AUTOMLX and mlx#3207 saw PORT_DOWN on a bridged port; EXO-RCA saw a port that was up and of no use.
  return mac.kernel.interfaces[device]?.up === true && bridgeOf(mac, device) === null
}

function gidTable(mac: SimMac, device: string): string[] {
  const port = mac.kernel.interfaces[device]
  if (!port) return []
  const first = eui64LinkLocal(port.mac)
  const v4 = port.addresses.map(({ address }) => `::ffff:${address}`)
  const v6 = linkLocalOf(mac, device)
  // Facts 2.5: on some ports the IPv4 address lands at index 2; a fault makes it so here.
  const late = [mac.faults['gid index 2'], mac.faults['gid index 2 until toggled']]
  if (late.includes(device)) return [first, v6 ?? '::', ...v4]
  return [first, ...v4, ...(v6 === null ? [] : [v6])]
}

/** The IPv4-mapped GIDs at the other end of a device's cable: whom a queue pair on it can reach. */
export function reachableGids(world: World, mac: SimMac, name: string): readonly string[] {
  const receptacle = receptacleOf(mac, name.replace(/^rdma_/, ''))
  const far = receptacle === null ? null : neighbourOf(world, { mac: mac.name, receptacle })
  const device = far && deviceOf(far.mac, far.end.receptacle)
  if (!far || !device) return []
  return gidTable(far.mac, device).filter((gid) => gid.startsWith('::ffff:'))
}
