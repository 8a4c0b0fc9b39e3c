import { describe, expect, it } from 'vitest'
import type { Interface } from '../../../src/macos/ifconfig.js'
import { dumpOf, readDump, written } from '../../../src/resources/fabric/dump.js'
import type { Dump } from '../../../src/resources/fabric/outputs.js'
import type { Network, PortService } from '../../../src/resources/fabric/network.js'
import { refuseRelease } from '../../../src/resources/fabric/refuse.js'
import { bridgeService, kernel, order, services, stored } from '../../../src/resources/fabric/restore.js'
import { inTodaysNames } from '../../../src/resources/fabric/today.js'

const DHCP = { method: 'dhcp', address: null, netmask: null, router: null, ipv6: 'Automatic' } as const
const up = (name: string, members: string[] = []): Interface => ({
  ...{ name, up: true, ether: null, addresses: [], status: 'active' as const, members },
})
const on = (name: string, port: string, device: string): PortService => ({
  ...{ name, port, device, enabled: true, info: DHCP },
})
const BRIDGE = on('Thunderbolt Bridge', 'Thunderbolt Bridge', 'bridge0')

/** A Mac of three receptacles on these interfaces, all bridged, and a USB adapter; services of theirs besides the bridge's. */
function network(devices: readonly string[], theirs: readonly PortService[] = [], adapter = 'en8'): Network {
  const ether = (device: string) =>
    device === adapter ? '02:00:00:00:00:99' : `02:00:00:00:00:0${device.at(-1) ?? ''}`
  const ports = devices.map((device, index) => ({ port: `Thunderbolt ${index + 1}`, device }))
  const all = [{ port: `USB 10/100/1000 LAN`, device: adapter }, ...ports]
  return {
    hardware: all.map((port) => ({ ...port, ethernetAddress: ether(port.device) })),
    order: ['USB-LAN', 'Wi-Fi', 'Thunderbolt Bridge', ...theirs.map(({ name }) => name)],
    services: [BRIDGE, ...theirs],
    stored: { bridge0: { interfaces: [...devices, adapter], automatic: true } },
    kernel: [up('en0'), ...devices.map((device) => up(device)), up(adapter), up('bridge0', [...devices, adapter])],
  }
}

/** Every command that is still needed; none means that the network is as it was found. */
function left(found: Dump, now: Network): number {
  const present = dumpOf(now)
  return [services, stored, kernel, bridgeService, order].flatMap((step) => step(found, present)).length
}

const FOUND = network(['en2', 'en3', 'en4'])
const recorded = (found: Network) => readDump(written(dumpOf(found)))

describe('a recorded network', () => {
  it('is given back to the receptacles it was found on, whatever their interfaces are called now', () => {
    const now = network(['en5', 'en2', 'en3'], [], 'en9')
    const found = inTodaysNames(recorded(FOUND), now)
    expect(found.kernel).toEqual(['en5', 'en2', 'en3', 'en9'])
    expect(found.stored['bridge0']?.interfaces).toEqual(['en5', 'en2', 'en3', 'en9'])
    expect(left(found, now)).toBe(0)
  })

  it('is read and given back by its names when it was written before receptacles were recorded', () => {
    const { ports, ...old } = dumpOf(FOUND)
    expect(ports['en3']).toEqual({ receptacle: 2, ether: '02:00:00:00:00:03' })
    const found = inTodaysNames(readDump(JSON.stringify(old)), FOUND)
    expect(found.kernel).toEqual(['en2', 'en3', 'en4', 'en8'])
    expect(left(found, FOUND)).toBe(0)
  })

  it('leaves out an adapter that was unplugged since', () => {
    const now = network(['en2', 'en3', 'en4'])
    const without = { ...now, hardware: now.hardware.slice(1), kernel: [...now.kernel.slice(0, 4), up('bridge0')] }
    expect(inTodaysNames(recorded(FOUND), without)).toMatchObject({
      kernel: ['en2', 'en3', 'en4'],
      stored: { bridge0: { interfaces: ['en2', 'en3', 'en4'] } },
    })
  })

  it.each([
    ['is gone', ['Wi-Fi', 'Thunderbolt Bridge']],
    ['has a new name', ['Büro-LAN', 'Wi-Fi', 'Thunderbolt Bridge']],
  ])('is as it was found although a service that was never ours %s', (_name, names) => {
    const now = { ...FOUND, order: names }
    expect(left(inTodaysNames(recorded(FOUND), now), now)).toBe(0)
  })

  it('follows a service on a Thunderbolt port that a person has renamed', () => {
    const before = network(['en2', 'en3', 'en4'], [on('Büro 2', 'Thunderbolt 2', 'en3')])
    const now = network(['en2', 'en3', 'en4'], [on('Ring', 'Thunderbolt 2', 'en3')])
    const found = inTodaysNames(recorded(before), now)
    expect(found.services.map(({ name }) => name)).toEqual(['Thunderbolt Bridge', 'Ring'])
    expect(left(found, now)).toBe(0)
  })

  it('keeps a deleted service in mind, on the interface that its port has now', () => {
    const before = network(['en2', 'en3', 'en4'], [on('Büro 2', 'Thunderbolt 2', 'en3')])
    const found = inTodaysNames(recorded(before), network(['en5', 'en6', 'en7']))
    expect(found.services[1]).toMatchObject({ name: 'Büro 2', port: 'Thunderbolt 2', device: 'en6' })
  })

  it('leaves a service alone whose name somebody has given to another port', () => {
    const before = network(['en2', 'en3', 'en4'], [on('Büro', 'Thunderbolt 2', 'en3')])
    const now = { ...FOUND, order: [...FOUND.order, 'Büro'] }
    expect(left(inTodaysNames(recorded(before), now), now)).toBe(0)
  })
})

describe('giving a network back is refused before any write', () => {
  // Receptacle 2 has left the bridge.
  const now: Network = {
    ...FOUND,
    stored: { bridge0: { interfaces: ['en2', 'en4', 'en8'], automatic: false } },
    kernel: [...FOUND.kernel.slice(0, -1), up('bridge0', ['en2', 'en4', 'en8'])],
  }
  const refuse = (present: Network, way: string[] | { unknown: string }) => () =>
    refuseRelease('studio-1', inTodaysNames(recorded(FOUND), present), present, way)

  it.each<[string, Network, string[] | { unknown: string }, RegExp]>([
    ['over the port itself', now, ['en3'], /managed over en3 \(Thunderbolt 2\), which is part of the change/],
    ['over the bridge that is rebuilt', now, ['bridge0'], /managed over bridge0, which is part of the change/],
    ['while nobody knows the way in', now, { unknown: 'route: not as expected' }, /route: not as expected/],
    [
      'while Internet Sharing holds the port',
      { ...now, kernel: [...now.kernel, up('bridge100', ['en3'])] },
      ['en0'],
      /bridge100 holds en3 \(Thunderbolt 2\), as Internet Sharing does/,
    ],
    [
      'while a service that nobody recorded keeps the port from the bridge',
      { ...now, services: [...now.services, on('NAS', 'Thunderbolt 2', 'en3')] },
      ['en0'],
      /service NAS is on en3 \(Thunderbolt 2\), which belongs in the bridge/,
    ],
  ])('%s', (_name, present, way, sentence) => {
    expect(refuse(present, way)).toThrow(sentence)
    expect(refuse(present, way)).toThrow(/Its network was not touched, and the record of the found network was kept/)
    expect(refuse(present, way)).toThrow(expect.objectContaining({ trouble: 'precondition' }))
  })

  it('but not over Ethernet, nor where nothing is left to change', () => {
    expect(refuse(now, ['en0'])).not.toThrow()
    expect(refuse(FOUND, ['en3'])).not.toThrow()
  })
})
