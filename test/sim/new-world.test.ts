import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../src/sim/catalogue.js'
import { farEnd, macOf } from '../../src/sim/cabling.js'
import { move, plug, setLan, switchRdmaInSettings, unplug } from '../../src/sim/hands-on-world.js'
import { newWorld, outOfTheBox, type NewWorld } from '../../src/sim/new-world.js'
import { macTools } from '../../src/sim/tools/mac-tools.js'
import { printed, run } from './tools/run.js'

const studios: NewWorld = {
  lab: 'demo',
  seed: 7,
  macs: { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14', memoryBytes: 96 * 2 ** 30 } },
  cables: ['studio-1:2 <-> studio-2:2'],
}

describe('a new world', () => {
  it('is the same for the same lab and seed, and another one for another seed', () => {
    expect(newWorld(studios)).toEqual(newWorld(studios))
    const serial = (seed: number): string => macOf(newWorld({ ...studios, seed }), 'studio-1').serial
    expect(serial(7)).not.toBe(serial(8))
    expect(serial(7)).not.toBe(macOf(newWorld(studios), 'studio-2').serial)
  })

  it('holds Macs as they come out of the box', async () => {
    const world = newWorld(studios)
    expect(await printed(world, 'studio-1', 'rdma_ctl', 'status')).toBe('disabled\n')
    expect(await printed(world, 'studio-1', 'pmset', '-g', 'custom')).toMatch(/^ sleep +1$/m)
    expect((await printed(world, 'studio-1', 'ifconfig', 'bridge0')).match(/member:/g)).toHaveLength(6)
    const updates = ['defaults', 'read', '/Library/Preferences/com.apple.SoftwareUpdate', 'AutomaticDownload']
    expect((await run(world, 'studio-1', updates)).exit).toBe(1)
    expect(await printed(world, 'studio-2', 'sysctl', '-n', 'hw.memsize')).toBe(`${96 * 2 ** 30}\n`)
  })

  it('holds a lab as people cable it: one plug in the wrong receptacle', () => {
    const world = outOfTheBox(studios, { plug: 'studio-1:2', instead: 'studio-1:3' })
    expect(farEnd(world, { mac: 'studio-2', receptacle: 2 })).toEqual({ mac: 'studio-1', receptacle: 3 })
    expect(farEnd(world, { mac: 'studio-1', receptacle: 2 })).toBeUndefined()
  })

  it.each(CATALOGUE.map((model) => model.id))('%s answers every question that is rendered ahead', async (model) => {
    const world = newWorld({ lab: 'l', seed: 1, macs: { mac: { model } } })
    for (const tool of macTools) {
      for (const argv of tool.reads?.(world, macOf(world, 'mac')) ?? []) {
        const before = JSON.stringify(world)
        const reply = await run(world, 'mac', [tool.name, ...argv], { root: false })
        expect([0, 1, 255], `${tool.name} ${argv.join(' ')}`).toContain(reply.exit)
        expect(JSON.stringify(world)).toBe(before)
      }
    }
  })

  it('names the models it knows when asked for another one', () => {
    expect(() => newWorld({ ...studios, macs: { a: { model: 'Mac1,1' } } })).toThrow(/Mac1,1.*Mac15,14/)
  })
})

describe("a person's hands", () => {
  it('put no second plug into a receptacle', () => {
    const world = newWorld(studios)
    expect(() => plug(world, 'studio-1:2', 'studio-2:3')).toThrow('a plug in studio-1:2 already')
  })

  it('find no plug where there is none, and no receptacle that the model has not', () => {
    const world = newWorld(studios)
    expect(() => unplug(world, 'studio-1:5')).toThrow('no plug in studio-1:5')
    expect(() => plug(world, 'studio-1:7', 'studio-2:3')).toThrow('no receptacle 7')
    expect(() => plug(world, 'mini:1', 'studio-2:3')).toThrow('no Mac mini')
  })

  it('move one end of a cable and leave the other where it is', () => {
    const world = newWorld(studios)
    move(world, 'studio-1:2', 'studio-1:4')
    expect(farEnd(world, { mac: 'studio-1', receptacle: 4 })).toEqual({ mac: 'studio-2', receptacle: 2 })
    expect(world.cables).toHaveLength(1)
  })

  it('leave a micro version on the port they have used', async () => {
    const world = newWorld(studios)
    unplug(world, 'studio-1:2')
    const report = await printed(world, 'studio-1', 'system_profiler', 'SPThunderboltDataType', '-json')
    expect(report.match(/micro_version_key/g)).toHaveLength(1)
  })

  it('find the RDMA switch in System Settings from macOS 27 on, effective at the next restart', async () => {
    const macos = { version: '27.2', build: '26C10' }
    const world = newWorld({
      lab: 'l',
      seed: 1,
      macs: { new: { model: 'Mac16,11', macos }, old: { model: 'Mac16,11' } },
    })
    switchRdmaInSettings(world, 'new', true)
    expect(await printed(world, 'new', 'nvram', 'rdma-enable')).toBe('rdma-enable\t1\n')
    expect(await printed(world, 'new', 'ibv_devices')).not.toContain('rdma_en2')
    expect(() => switchRdmaInSettings(world, 'old', true)).toThrow('no switch')
  })

  it('give the management interface another address', async () => {
    const world = newWorld(studios)
    setLan(world, 'studio-1', '127.77.1.10')
    expect(await printed(world, 'studio-1', 'ipconfig', 'getifaddr', 'en0')).toBe('127.77.1.10\n')
    expect(await printed(world, 'studio-1', 'route', '-n', 'get', 'default')).toContain('gateway: 127.77.1.1\n')
  })
})
