import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TcpProxy } from '../ssh/proxy.js'
import { PAIR } from '../sim/lab.js'
import { TestLab } from './test-lab.js'

const LAB = { links: ['studio-1:2 <-> studio-2:2'], fabric: { subnet: '127.77.0.0/16' } }

describe('a lab with a Mac that does not answer', () => {
  let lab: TestLab
  const found: Record<string, string> = {}
  const sleep = (mac: string) => lab.sim.world().macs[mac]?.power.ac['sleep']
  const down = (mac: string) => lab.sim.hands.setFault(mac, 'down', 'yes')
  const back = (mac: string) => lab.sim.hands.clearFault(mac, 'down')
  const stateOf = async (name: string) => (await lab.state())[name]?.outputs.ready?.state

  beforeAll(async () => {
    lab = await TestLab.start({
      world: PAIR,
      lab: LAB,
    })
    for (const mac of Object.keys(lab.sim.macs)) found[mac] = lab.settings(mac)
  })
  afterAll(() => lab.stop())

  it('a Mac that is down does not stop the lab: the rest converges, it is named, the exit code is not 0', async () => {
    await down('studio-2')
    const up = await lab.up()
    expect(up.exit).not.toBe(0)
    expect(up.text).toMatch(/converge the lab lab: studio-2: /)
    expect(sleep('studio-1')).toBe('0')
    expect(await stateOf('studio-1-fabric')).toBe('ready')
    expect(await stateOf('studio-2-settings')).toBe('unreachable')
    expect(lab.changed('studio-2', found['studio-2'] ?? '')).toEqual([])
  })

  it('unreachable is a diff, and a preview still works', async () => {
    const preview = await lab.preview()
    expect(preview.exit, preview.text).toBe(0)
    expect(preview.text).toContain('studio-2')
    expect((await lab.preview('--expect-no-changes')).exit).toBe(7)
  })

  it('once it is back the same up does what is left', async () => {
    await back('studio-2')
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(sleep('studio-2')).toBe('0')
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })

  it('success of Update stores the new inputs, so an unreachable Mac keeps its last observed outputs', async () => {
    const before = (await lab.state())['studio-2-settings']
    await down('studio-2')
    await lab.colleague('studio-1', 'sudo -n pmset -a sleep 7')
    lab.writeLab({ ...LAB, settings: { displaySleep: 5 } })
    expect((await lab.up()).exit).not.toBe(0)
    expect(lab.sim.world().macs['studio-1']?.power.ac).toMatchObject({ sleep: '0', displaysleep: '5' })
    const after = (await lab.state())['studio-2-settings']
    expect(after?.outputs['observed']).toEqual(before?.outputs['observed'])
    await back('studio-2')
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(lab.sim.world().macs['studio-2']?.power.ac).toMatchObject({ displaysleep: '5' })
    lab.writeLab(LAB)
    expect((await lab.up()).exit).toBe(0)
  })

  it('a changed address is the same Mac: nothing is replaced, nothing is told, even when the old one is dead', async () => {
    const { port = 0 } = lab.sim.macs['studio-2'] ?? {}
    const [old, moved] = [await TcpProxy.to(port), await TcpProxy.to(port)]
    const at = (proxy: TcpProxy) => ({ ...LAB, macs: { 'studio-2': { port: proxy.port } } })
    try {
      lab.writeLab(at(old))
      lab.watch.forget()
      const first = await lab.up()
      expect(first.exit, first.text).toBe(0)
      await old.stop()
      lab.writeLab(at(moved))
      const second = await lab.up()
      expect(second.exit, second.text).toBe(0)
      expect(second.text).not.toMatch(/\b(?:replaced|created|deleted)\b/)
      expect(lab.watch.told).toEqual([])
      lab.writeLab(LAB)
      expect((await lab.up()).exit).toBe(0)
    } finally {
      await moved.stop()
    }
  })

  it('a Mac gone for good is declared gone: its resources are forgotten with a warning', async () => {
    await down('studio-2')
    const held = lab.settings('studio-2')
    lab.writeLab({ ...LAB, gone: ['studio-2'] })
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(up.text).toContain('studio-2 is declared gone')
    expect(Object.keys(await lab.state()).filter((name) => name.includes('studio-2'))).toEqual([])
    expect(lab.changed('studio-2', held)).toEqual([])
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })

  it('a Mac that comes back after all is adopted as it stands', async () => {
    await back('studio-2')
    lab.writeLab(LAB)
    lab.watch.forget()
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(lab.watch.told.filter((line) => line.startsWith('studio-2'))).toEqual([])
  })

  it('destroy with a Mac down gives the others back with --continue-on-error, and a second one the rest', async () => {
    await down('studio-2')
    const first = await lab.destroy('--continue-on-error')
    expect(first.exit).not.toBe(0)
    expect(first.text).toContain('studio-2')
    expect(lab.changed('studio-1', found['studio-1'] ?? '')).toEqual([])
    await back('studio-2')
    const second = await lab.destroy()
    expect(second.exit, second.text).toBe(0)
    expect(lab.changed('studio-2', found['studio-2'] ?? '')).toEqual([])
  })
})
