import { describe, expect, test } from 'vitest'
import { Unreadable } from '../../src/command/errors.js'
import { peerOf, thunderbolt, type ThunderboltPort } from '../../src/macos/system-profiler-thunderbolt.js'
import { captured } from '../captures/read.js'

const read = (name: string) => thunderbolt.read(captured(`system-profiler-thunderbolt/${name}.json`))
const port = (ports: readonly ThunderboltPort[], receptacle: number) =>
  ports.find((candidate) => candidate.receptacle === receptacle)
const neighbour = (ports: readonly ThunderboltPort[], receptacle: number) => {
  const found = port(ports, receptacle)
  return found === undefined ? undefined : peerOf(found)
}
const reply = (value: unknown) => ({ exit: 0, stdout: JSON.stringify(value), stderr: '' })

describe('what a Mac says about its Thunderbolt receptacles', () => {
  test('a Mac Studio with six receptacles lists them by number, whatever the order of the report', () => {
    const ports = read('mac-studio-m3-ultra')
    expect(ports.map(({ receptacle }) => receptacle)).toEqual([1, 2, 3, 4, 5, 6])
    expect(port(ports, 1)).toEqual({
      receptacle: 1,
      bus: 'thunderboltusb4_bus_0',
      domainUuid: 'A0000000-0000-4000-8000-000000000000',
      switchUid: '0x05ACAA0000000010',
      connected: false,
      capabilityGbps: 120,
      speedGbps: null,
      attached: [],
    })
  })

  test('a linked receptacle has a speed, an idle one only a capability', () => {
    const ports = read('mac-studio-m3-ultra')
    expect(port(ports, 2)).toMatchObject({ connected: true, speedGbps: 80, capabilityGbps: null })
    expect(port(ports, 3)).toMatchObject({ connected: false, speedGbps: null, capabilityGbps: 120 })
  })

  test('the neighbour on a direct cable is named with model, domain and whether it offers RDMA', () => {
    expect(neighbour(read('mac-studio-m3-ultra'), 2)).toEqual({
      name: 'MacBook Pro',
      model: 'Mac17,7',
      domainUuid: 'B0000000-0000-4000-8000-000000000000',
      through: 'direct',
      advertisesRdma: true,
    })
  })

  test('a neighbour with RDMA off offers none, and the two ends name each other', () => {
    const studio = read('mac-studio-m3-ultra')
    const laptop = read('macbook-pro-m5-max')
    expect(neighbour(laptop, 1)).toMatchObject({ model: 'Mac15,14', advertisesRdma: false })
    expect(neighbour(laptop, 1)?.domainUuid).toBe(port(studio, 2)?.domainUuid)
    expect(neighbour(studio, 2)?.domainUuid).toBe(port(laptop, 1)?.domainUuid)
  })

  test('a disk or a hub is a device and no Mac', () => {
    const disk = port(read('mac-studio-m3-ultra'), 4)
    expect(disk?.attached).toMatchObject([{ name: 'Envoy Ultra', domainUuid: null, mode: 'usb_four_v2' }])
    expect(disk && peerOf(disk)).toBeNull()
    expect(neighbour(read('macbook-pro-m5-max'), 3)).toBeNull()
  })

  test('a Thunderbolt 4 Mac says 40 Gb/s, idle and linked', () => {
    const ports = read('mac-mini-m4')
    expect(ports.map(({ capabilityGbps, speedGbps }) => [capabilityGbps, speedGbps])).toEqual([
      [null, 40],
      [40, null],
      [40, null],
    ])
  })

  test('a Mac behind a dock in Thunderbolt 3 mode is seen through the dock', () => {
    expect(neighbour(read('mac-studio-behind-tb3-dock'), 3)).toMatchObject({ model: 'Mac16,5', through: 'dock' })
  })

  test('a Mac behind a Thunderbolt 5 hub is seen through the hub', () => {
    expect(neighbour(read('mac-studio-behind-tb5-hub'), 3)).toMatchObject({ model: 'Mac17,7', through: 'hub' })
  })

  test('a display made by Apple is no Mac: only a domain makes one', () => {
    expect(neighbour(read('mac-studio-display-upstream'), 4)).toBeNull()
    expect(neighbour(read('mac-studio-display-downstream'), 4)).toMatchObject({ through: 'direct', model: 'Mac15,14' })
  })

  test('a virtual machine has no receptacles', () => {
    expect(read('virtual-machine')).toEqual([])
  })

  test('the RDMA service is known by its number, whatever its key is called and however it is escaped', () => {
    const want = read('mac-studio-m3-ultra')
    expect(read('mac-studio-m3-ultra-raw-utf8')).toEqual(want)
    expect(read('mac-studio-service-key-rdma')).toEqual(want)
  })

  test('an empty list of attached things is the same as none', () => {
    expect(read('mac-mini-m4-empty-items')).toEqual(read('mac-mini-m4'))
  })

  test('every speed that macOS is known to print is understood', () => {
    expect(read('speeds').map(({ capabilityGbps, speedGbps }) => capabilityGbps ?? speedGbps)).toEqual([
      ...[120, 80, 40, 40, 20],
      ...[80, 40, 20, 20],
    ])
    expect(
      read('speeds')
        .map(({ connected }) => connected)
        .filter(Boolean),
    ).toHaveLength(4)
  })

  test('domains are compared in upper case', () => {
    const bus = {
      _name: 'thunderboltusb4_bus_0',
      domain_uuid_key: 'abcdef00-0000-4000-8000-000000000000',
      receptacle_1_tag: { receptacle_id_key: '1', receptacle_status_key: 'receptacle_connected' },
    }
    expect(thunderbolt.read(reply({ SPThunderboltDataType: [bus] }))[0]?.domainUuid).toMatch(/^ABCDEF00-/)
  })

  test.each([
    ['a status nobody has seen', { receptacle_id_key: '1', receptacle_status_key: 'receptacle_asleep' }],
    ['a receptacle without a number', { receptacle_status_key: 'receptacle_connected' }],
    ['a receptacle that is not a number', { receptacle_id_key: 'left', receptacle_status_key: 'receptacle_connected' }],
    [
      'a speed in other words',
      { receptacle_id_key: '1', receptacle_status_key: 'receptacle_connected', current_speed_key: 'fast' },
    ],
  ])('%s is unreadable, not a guess', (_name, tag) => {
    const report = { SPThunderboltDataType: [{ _name: 'thunderboltusb4_bus_0', receptacle_1_tag: tag }] }
    expect(() => thunderbolt.read(reply(report))).toThrow(Unreadable)
  })

  test.each([
    ['no buses at all', { SPThunderboltDataType: [] }],
    ['a bus without receptacle', { SPThunderboltDataType: [{ _name: 'thunderboltusb4_bus_0' }] }],
    ['another report', { SPHardwareDataType: [] }],
    ['a list', []],
  ])('%s is unreadable', (_name, report) => {
    expect(() => thunderbolt.read(reply(report))).toThrow(Unreadable)
  })

  test('a report with the same receptacle twice is unreadable', () => {
    const bus = {
      _name: 'thunderboltusb4_bus_0',
      receptacle_1_tag: { receptacle_id_key: '1', receptacle_status_key: 'receptacle_connected' },
    }
    expect(() => thunderbolt.read(reply({ SPThunderboltDataType: [bus, bus] }))).toThrow('each receptacle once')
  })

  test('an endless chain of devices is unreadable and does not hang', () => {
    let chain: unknown = { _name: 'hub' }
    for (let depth = 0; depth < 500; depth += 1) chain = { _name: 'hub', _items: [chain] }
    const bus = {
      _name: 'thunderboltusb4_bus_0',
      receptacle_1_tag: { receptacle_id_key: '1', receptacle_status_key: 'receptacle_connected' },
      _items: [chain],
    }
    expect(() => thunderbolt.read(reply({ SPThunderboltDataType: [bus] }))).toThrow(Unreadable)
  })

  test('the error names the tool and quotes what it saw', () => {
    expect(() => thunderbolt.read({ exit: 0, stdout: '{"SPThunder', stderr: '' })).toThrow(
      'system_profiler SPThunderboltDataType: expected JSON, saw "{\\"SPThunder"',
    )
  })
})
