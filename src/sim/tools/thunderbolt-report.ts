import { cableAt, farEnd, macOf, neighbourOf, speedOf } from '../cabling.js'
import { modelOf } from '../catalogue.js'
import { hasRdmaDevices } from '../rdma.js'
import type { Device, End, MacEnd, SimMac, World } from '../world.js'
import type { Json } from './apple-json.js'

type Item = { readonly [key: string]: Json | undefined }

/** SPThunderboltDataType: one element per receptacle, highest bus first (facts 1.1). */
export function thunderboltReport(world: World, mac: SimMac): Json {
  const numbers = Object.keys(mac.receptacles).map(Number)
  const highestFirst = numbers.sort((a, b) => b - a)
  return { SPThunderboltDataType: highestFirst.map((number) => busElement(world, mac, number)) }
}

function busElement(world: World, mac: SimMac, number: number): Item {
  const receptacle = mac.receptacles[number]
  if (!receptacle) throw new Error(`${mac.name} has no receptacle ${number}`)
  const end = { mac: mac.name, receptacle: number }
  const items = itemsAt(world, end)
  return {
    _items: items.length > 0 ? items : undefined,
    _name: `thunderboltusb4_bus_${number - 1}`,
    device_name_key: modelOf(mac.model).family,
    domain_uuid_key: receptacle.domain,
    receptacle_1_tag: {
      ...hostPort(world, mac, end, items.length > 0),
      receptacle_id_key: String(number),
    },
    route_string_key: '0',
    switch_uid_key: receptacle.switchUid,
    vendor_name_key: 'Apple Inc.',
  }
}

function hostPort(world: World, mac: SimMac, end: MacEnd, linked: boolean): Item {
  const cable = cableAt(world, end)
  const far = farEnd(world, end)
  if (!linked || !cable) return idlePort(modelOf(mac.model).generation, mac.receptacles[end.receptacle]?.leftover)
  const device = far && 'device' in far ? world.devices[far.device] : undefined
  return {
    current_speed_key: `${speedOf(world, cable)} Gb/s`,
    link_status_key: device?.hostLinkStatus ?? '0x2',
    micro_version_key: '0.0.0',
    receptacle_status_key: 'receptacle_connected',
  }
}

function idlePort(generation: 4 | 5, leftover: string | null | undefined): Item {
  return {
    current_speed_key: generation === 5 ? 'Up to 120 Gb/s' : 'Up to 40 Gb/s',
    link_status_key: '0x100',
    micro_version_key: leftover ?? undefined,
    receptacle_status_key: 'receptacle_no_devices_connected',
  }
}

function itemsAt(world: World, end: MacEnd): Json[] {
  const far = farEnd(world, end)
  if (far && 'device' in far && far.port === 1) return [deviceItem(world, far.device, '1')]
  // From behind a dock the Mac in front of it stands at depth 1 (facts 1.6).
  const neighbour = neighbourOf(world, end)
  return neighbour ? [peerItem(world, neighbour.end)] : []
}

function deviceItem(world: World, name: string, route: string): Item {
  const device = world.devices[name]
  if (!device) throw new Error(`the world has no device ${name}`)
  const ports = device.downstream.map((port) => [port, farEnd(world, { device: name, port })] as const)
  const items = ports.flatMap(([port, far]) => (far ? behind(world, device, far, `${port}0${route}`) : []))
  const tags = ports.map(
    ([port]) => [`receptacle_${port}_tag`, devicePort(world, device, { device: name, port })] as const,
  )
  return {
    ...Object.fromEntries(tags),
    _items: items.length > 0 ? items : undefined,
    _name: device.name,
    device_id_key: device.deviceId,
    device_name_key: device.name,
    device_revision_key: device.revision,
    mode_key: device.mode,
    receptacle_upstream_ambiguous_tag: devicePort(world, device, { device: name, port: 1 }),
    route_string_key: route,
    switch_uid_key: device.switchUid,
    switch_version_key: device.switchVersion,
    vendor_id_key: device.vendorId,
    vendor_name_key: device.vendor,
  }
}

function behind(world: World, device: Device, far: End, route: string): Json[] {
  if ('device' in far) return [deviceItem(world, far.device, route)]
  if (device.hidesMacs || !macOf(world, far.mac).on) return []
  return [peerItem(world, far)]
}

function devicePort(world: World, device: Device, end: End): Item {
  const cable = cableAt(world, end)
  const firmware = device.mode === 'thunderbolt_three' ? 'lc_version_key' : 'micro_version_key'
  return {
    current_speed_key: cable ? `${speedOf(world, cable)} Gb/s` : `Up to ${device.gbps === 80 ? 120 : device.gbps} Gb/s`,
    link_status_key: cable ? '0x2' : '0x7',
    [firmware]: device.firmware,
    receptacle_status_key: cable ? 'receptacle_connected' : 'receptacle_no_devices_connected',
  }
}

function peerItem(world: World, end: MacEnd): Item {
  const peer = macOf(world, end.mac)
  const receptacle = peer.receptacles[end.receptacle]
  if (!receptacle) throw new Error(`${end.mac} has no receptacle ${end.receptacle}`)
  const rdma = hasRdmaDevices(peer) ? [rdmaService(peer, receptacle.services.rdma)] : []
  return {
    _name: modelOf(peer.model).family,
    device_id_key: '0xA',
    device_name_key: peer.model,
    domain_uuid_key: receptacle.domain,
    services_title: [ipService(receptacle.services.ip), ...rdma],
    vendor_id_key: '0x0A27',
    vendor_name_key: 'Apple Inc.',
  }
}

function ipService(uuid: string): Item {
  return {
    _name: 'service_ip',
    protocol_id_key: 1,
    protocol_revision_key: 1,
    protocol_version_key: 1,
    service_uuid_key: uuid,
  }
}

// 64087 is what counts; the key read `rdma` on macOS 26.2 and 26.3 and six carons with AD later.
function rdmaService(peer: SimMac, uuid: string): Item {
  return {
    _name: 'unknown_xd_service',
    protocol_id_key: 64087,
    protocol_revision_key: 0,
    protocol_version_key: 1,
    service_key_key: /^26\.[23](\.|$)/.test(peer.macos.version) ? 'rdma' : `${'\u02c7'.repeat(6)}AD`,
    service_uuid_key: uuid,
  }
}
