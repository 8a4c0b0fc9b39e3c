import { macOf } from '../../../src/sim/cabling.js'
import { enableRdma } from '../../../src/sim/hands-on-world.js'
import { newWorld } from '../../../src/sim/new-world.js'
import type { Device, SimMac, World } from '../../../src/sim/world.js'

export const disk: Device = {
  name: 'Envoy Ultra',
  deviceId: '0xDE7B',
  revision: '0x6',
  vendor: 'Other World Computing',
  vendorId: '0x1E91',
  switchUid: '0x8087000000000001',
  switchVersion: '56.56',
  mode: 'usb_four_v2',
  firmware: '1.3.0',
  gbps: 80,
  downstream: [],
  hostLinkStatus: '0x2',
  hidesMacs: false,
}

export const hub: Device = {
  name: 'SB-XTM5',
  deviceId: '0x501',
  revision: '0x1',
  vendor: 'Sabrent',
  vendorId: '0x2EB9',
  switchUid: '0x0000000000000008',
  switchVersion: '62.1',
  mode: 'usb_four_v2',
  firmware: '1.9.0',
  gbps: 80,
  downstream: [2, 3],
  hostLinkStatus: '0x4',
  hidesMacs: false,
}

export const display: Device = {
  ...hub,
  name: 'Studio Display',
  mode: 'usb_four',
  gbps: 20,
  downstream: [2],
  hidesMacs: true,
}
export const oldDock: Device = {
  ...hub,
  name: 'ThunderBay Flex 8',
  mode: 'thunderbolt_three',
  gbps: 40,
  downstream: [2],
}

/** Gives a Mac the identifiers of the samples: letter A for domains A0000000-…, bus numbers at the end. */
export function identify(mac: SimMac, letter: string, firstSwitch: string): void {
  const base = Number.parseInt(firstSwitch.slice(-2), 16)
  for (const [number, receptacle] of Object.entries(mac.receptacles)) {
    const bus = Number(number) - 1
    receptacle.domain = `${letter}0000000-0000-4000-8000-00000000000${bus}`
    receptacle.switchUid = firstSwitch.slice(0, -2) + (base + bus).toString(16).padStart(2, '0').toUpperCase()
    const service = (last: number): string => `${letter}1000000-0000-4000-8000-00000000000${last}`
    receptacle.services = { ip: service(1), rdma: service(2) }
  }
}

/** Samples A and B of the facts: a Studio and a MacBook on one cable, a disk on the one, a hub on the other. */
export function studioAndMacbook(): World {
  const world = newWorld({
    lab: 'samples',
    seed: 1,
    macs: { studio: { model: 'Mac15,14' }, macbook: { model: 'Mac17,7', macos: { version: '27.0', build: '26A428' } } },
    devices: { disk, hub },
    cables: ['studio:2 <-> macbook:1', 'studio:4 <-> disk:1', 'macbook:3 <-> hub:1'],
  })
  identify(macOf(world, 'studio'), 'A', '0x05ACAA0000000010')
  identify(macOf(world, 'macbook'), 'B', '0x05ACBB0000000080')
  enableRdma(world, 'macbook', 1_790_000_100)
  return world
}

/** Sample C: two Thunderbolt 4 minis. */
export function twoMinis(): World {
  const mini = { model: 'Mac16,10' }
  const world = newWorld({ lab: 'samples', seed: 1, macs: { c: mini, d: mini }, cables: ['c:1 <-> d:1'] })
  identify(macOf(world, 'c'), 'C', '0x05ACCC0000000000')
  identify(macOf(world, 'd'), 'D', '0x05ACDD0000000000')
  return world
}
