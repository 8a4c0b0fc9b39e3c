import { describe, expect, it } from 'vitest'
import { macOf } from '../../../src/sim/cabling.js'
import { enableRdma, shutDown, boot } from '../../../src/sim/hands-on-world.js'
import { newWorld } from '../../../src/sim/new-world.js'
import type { World } from '../../../src/sim/world.js'
import { capture, oneMac, printed, run } from './run.js'
import { display, oldDock, studioAndMacbook, twoMinis } from './thunderbolt-worlds.js'

const COMMAND = ['system_profiler', 'SPThunderboltDataType', '-json'] as const

interface Item {
  readonly _name: string
  readonly domain_uuid_key?: string
  readonly _items?: Item[]
  readonly mode_key?: string
  readonly receptacle_1_tag?: Record<string, string>
  readonly services_title?: { protocol_id_key: number }[]
}

async function bus(world: World, mac: string, receptacle: number): Promise<Item> {
  const report = JSON.parse(await printed(world, mac, ...COMMAND)) as { SPThunderboltDataType: Item[] }
  const found = report.SPThunderboltDataType.find((one) => one._name === `thunderboltusb4_bus_${receptacle - 1}`)
  if (!found) throw new Error(`no bus ${receptacle - 1}`)
  return found
}

describe('system_profiler SPThunderboltDataType', () => {
  it('prints the recorded Studio byte for byte', async () => {
    expect(await printed(studioAndMacbook(), 'studio', ...COMMAND)).toBe(
      capture('system-profiler-thunderbolt/mac-studio-m3-ultra.json').stdout,
    )
  })

  it('prints the MacBook at the other end of it byte for byte', async () => {
    expect(await printed(studioAndMacbook(), 'macbook', ...COMMAND)).toBe(
      capture('system-profiler-thunderbolt/macbook-pro-m5-max.json').stdout,
    )
  })

  it('prints two Thunderbolt 4 minis byte for byte', async () => {
    expect(await printed(twoMinis(), 'c', ...COMMAND)).toBe(
      capture('system-profiler-thunderbolt/mac-mini-m4.json').stdout,
    )
  })

  it('prints the service key of macOS 26.2 as the text rdma', async () => {
    const world = studioAndMacbook()
    macOf(world, 'macbook').macos = { version: '26.2', build: '25C56' }
    expect(await printed(world, 'studio', ...COMMAND)).toBe(
      capture('system-profiler-thunderbolt/mac-studio-service-key-rdma.json').stdout,
    )
  })

  it('no longer shows a neighbour that is switched off, and shows it again when it is back', async () => {
    const world = studioAndMacbook()
    shutDown(world, 'macbook')
    const off = await bus(world, 'studio', 2)
    expect(off._items).toBeUndefined()
    expect(off.receptacle_1_tag?.['receptacle_status_key']).toBe('receptacle_no_devices_connected')
    boot(world, 'macbook', 1_790_000_200)
    expect((await bus(world, 'studio', 2))._items?.[0]?._name).toBe('MacBook Pro')
  })

  it('advertises RDMA only after the neighbour has been in recoveryOS', async () => {
    const world = newWorld({
      lab: 'l',
      seed: 1,
      macs: { a: { model: 'Mac16,11' }, b: { model: 'Mac16,11' } },
      cables: ['a:1 <-> b:1'],
    })
    const seen = async (): Promise<number[] | undefined> =>
      (await bus(world, 'a', 1))._items?.[0]?.services_title?.map((service) => service.protocol_id_key)
    expect(await seen()).toEqual([1])
    enableRdma(world, 'b', 1_790_000_300)
    expect(await seen()).toEqual([1, 64087])
  })

  it('shows a Mac behind a Thunderbolt 3 dock one level deeper, at 40 Gb/s, and from behind it at depth 1', async () => {
    const world = newWorld({
      lab: 'l',
      seed: 1,
      macs: { studio: { model: 'Mac15,14' }, laptop: { model: 'Mac16,5' } },
      devices: { dock: oldDock },
      cables: ['studio:3 <-> dock:1', 'dock:2 <-> laptop:1'],
    })
    const front = await bus(world, 'studio', 3)
    expect(front.receptacle_1_tag?.['current_speed_key']).toBe('40 Gb/s')
    expect(front._items?.[0]).toMatchObject({ _name: 'ThunderBay Flex 8', mode_key: 'thunderbolt_three' })
    expect(front._items?.[0]).not.toHaveProperty('domain_uuid_key')
    expect(front._items?.[0]?._items?.[0]?.domain_uuid_key).toBe(macOf(world, 'laptop').receptacles['1']?.domain)
    const behind = await bus(world, 'laptop', 1)
    expect(behind._items?.[0]?.domain_uuid_key).toBe(macOf(world, 'studio').receptacles['3']?.domain)
  })

  it('lets a display hide the Mac behind it from the Mac in front of it, and not the other way round', async () => {
    const world = newWorld({
      lab: 'l',
      seed: 1,
      macs: { front: { model: 'Mac15,14' }, behind: { model: 'Mac16,11' } },
      devices: { display },
      cables: ['front:1 <-> display:1', 'display:2 <-> behind:1'],
    })
    expect((await bus(world, 'front', 1))._items?.[0]?._items).toBeUndefined()
    expect((await bus(world, 'behind', 1))._items?.[0]?._name).toBe('Mac Studio')
  })

  it('runs two Thunderbolt 5 Macs at 40 Gb/s on a bad cable', async () => {
    const mini = { model: 'Mac16,11' }
    const cables = [{ between: 'a:1 <-> b:1', gbps: 40 }]
    const world = newWorld({ lab: 'l', seed: 1, macs: { a: mini, b: mini }, cables })
    expect((await bus(world, 'a', 1)).receptacle_1_tag?.['current_speed_key']).toBe('40 Gb/s')
  })

  it('refuses the text form loudly', async () => {
    const reply = await run(oneMac('Mac16,11'), 'mac', ['system_profiler', 'SPThunderboltDataType'])
    expect(reply).toMatchObject({ exit: 64, stdout: '' })
    expect(reply.stderr).toContain('system_profiler')
  })
})

describe('system_profiler SPHardwareDataType', () => {
  it.each([
    ['mac-studio-m3-ultra', 'Mac15,14', 512, '26.6'],
    ['macbook-pro-m5-max', 'Mac17,7', 128, '26.6'],
    ['mac-mini-m4', 'Mac16,10', 16, '15.6'],
  ])('prints the overview of %s byte for byte', async (file, model, gigabytes, version) => {
    const world = oneMac(model, (mac) => {
      mac.memoryBytes = gigabytes * 2 ** 30
      mac.macos = { version, build: '25G72' }
      mac.serial = 'XXXXXXXXXX'
      mac.overview.uuid = '11111111-2222-4333-8444-555555555555'
      mac.overview.udid = '00006034-001A2B3C4D5E6F70'
    })
    const recorded = capture(`system-profiler-hardware/${file}.json`)
    expect(await printed(world, 'mac', ...recorded.tool)).toBe(recorded.stdout)
  })

  it('puts the super cores first from macOS 27 on', async () => {
    const world = oneMac('Mac17,7', (mac) => (mac.macos = { version: '27.0', build: '26A428' }))
    expect(await printed(world, 'mac', 'system_profiler', 'SPHardwareDataType', '-json')).toContain('"proc 18:6:12:0"')
  })

  it('gives the GPU core count as text', async () => {
    const text = await printed(oneMac('Mac15,14'), 'mac', 'system_profiler', 'SPDisplaysDataType', '-json')
    expect(text).toContain('"sppci_cores" : "80"')
  })
})
