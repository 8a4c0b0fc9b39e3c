import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeHollowModel } from '../../src/cli/demo/hollow-model.js'
import type { NewMac } from '../../src/sim/new-world.js'
import { freePort } from '../free-port.js'
import { complete, lock } from './models.js'
import { TestLab } from './test-lab.js'

const PASSWORD = 'a-word-that-nobody-reads'
const LABEL = 'macOS Tahoe 26.3-25D125'
const TARGET = { version: '26.3', build: '25D125' }
const update = { label: LABEL, title: 'macOS Tahoe 26.3', version: '26.3', size: '3829595KiB', action: 'restart' }
const onBuild = (build: string): NewMac => {
  return { model: 'Mac15,14', macos: { version: '26.2', build }, updates: [update], password: PASSWORD }
}
/** Four Macs in two pairs, of two builds. */
const MACS = {
  'mac-1': onBuild('25C56'),
  'mac-2': onBuild('25C62'),
  'mac-3': onBuild('25C56'),
  'mac-4': onBuild('25C62'),
}
const OWNER = { user: 'admin', passwordFrom: 'MACLOOM_OWNER' }

describe('macOS as a rollout: four Macs with mixed builds, waves of one', () => {
  let lab: TestLab
  let body: Record<string, unknown>
  const mac = (name: string) => lab.sim.world().macs[name]
  const builds = () => Object.keys(MACS).map((name) => mac(name)?.macos.build)
  const endpoint = async (name: string) => ((await lab.outputs())['endpoints'] as Record<string, string>)[name] ?? ''
  const epoch = (name: string, on: string) => readFileSync(lab.ours(on, `run/${name}/epoch`), 'utf8')

  beforeAll(async () => {
    const cables = ['mac-1:2 <-> mac-2:2', 'mac-3:2 <-> mac-4:2']
    lab = await TestLab.start({ world: { macs: MACS, cables }, env: { MACLOOM_OWNER: PASSWORD } })
    for (const name of Object.keys(MACS)) await lab.sim.hands.enableRdma(name)
    const folder = makeHollowModel(join(lab.folder, 'tiny'))
    const group = { model: 'tiny', backend: 'ring', context: 512, standIn: true }
    body = {
      ...{ links: cables, rdma: 'enabled', fabric: { subnet: '127.77.0.0/16' }, models: { tiny: { folder } } },
      deployments: {
        first: { ...group, macs: ['mac-1', 'mac-2'], port: await freePort(), ringPort: 41_600 },
        second: { ...group, macs: ['mac-3', 'mac-4'], port: await freePort(), ringPort: 41_700 },
      },
    }
    lab.writeLab(body)
    await lock(lab)
  })
  afterAll(() => lab.stop())

  it('before it, both pairs serve, and mixed builds are worth a warning', async () => {
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect((await lab.state())['first']?.outputs['findings']).toMatchObject([
      { danger: 'warning', what: expect.stringContaining('different builds of macOS') as string },
    ])
  })

  it('what one Mac lacks is refused before the first one restarts', async () => {
    lab.writeLab({ ...body, os: { build: '25D125', volumeOwner: { ...OWNER, passwordFrom: 'MACLOOM_NOBODY' } } })
    const up = await lab.up()
    expect(up.exit).not.toBe(0)
    expect(up.text).toMatch(/MACLOOM_NOBODY is not set.*mac-4: MACLOOM_NOBODY is not set.*No Mac was restarted/s)
    expect(builds()).toEqual(['25C56', '25C62', '25C56', '25C62'])
  })

  it('the preview says which Macs change and by whom, and writes nothing', async () => {
    lab.writeLab({ ...body, os: { build: '25D125', volumeOwner: OWNER } })
    const preview = await lab.preview()
    expect(preview.exit, preview.text).toBe(0)
    expect(preview.text).toContain(`macOS of mac-1: 26.2 (25C56) → build 25D125 by softwareupdate: Apple offers it`)
    expect(preview.text).toMatch(
      /macOS of mac-4: 26\.2 \(25C62\) → build 25D125 by softwareupdate, wave 4.*\[reboots\]/,
    )
    expect(builds()).toEqual(['25C56', '25C62', '25C56', '25C62'])
  })

  it('stops at the Mac that comes back without RDMA: those behind it are untouched, and their pair serves on', async () => {
    await lab.sim.hands.setFault('mac-2', 'rdma off after update', 'yes')
    const before = { boot: mac('mac-3')?.bootTime, epoch: epoch('second', 'mac-3'), jobs: mac('mac-4')?.jobs }
    const held = lab.watch.stopAt(({ tool, words }) => tool === 'softwareupdate' && words.startsWith('--install'))
    const running = lab.up('-v=9', '--logtostderr')
    await Promise.race([held.reached, running.then(({ text }) => Promise.reject(new Error(text)))])
    const processes = execFileSync('ps', ['-A', '-ww', '-o', 'args'], { encoding: 'utf8', maxBuffer: 64 << 20 })
    held.go()
    const up = await running
    expect(up.exit, up.text.slice(-4000)).toBe(0)
    expect(builds()).toEqual(['25D125', '25D125', '25C56', '25C62'])
    expect(await lab.outputs()).toMatchObject({ workOrders: [{ mac: 'mac-2', hands: 'enable RDMA in recoveryOS' }] })
    const { 'mac-3-macos': third } = await lab.state()
    expect(third?.outputs['findings']).toMatchObject([
      { what: expect.stringContaining('wave 3 has not begun') as string },
    ])
    expect({ boot: mac('mac-3')?.bootTime, epoch: epoch('second', 'mac-3'), jobs: mac('mac-4')?.jobs }).toEqual(before)
    expect(await complete(await endpoint('second'))).toContain('a stand-in rank answers')
    // The engine's log has our inputs in it, and the list of processes has the command: both would show the password.
    expect(up.text).toContain('MACLOOM_OWNER')
    expect(processes).toContain('softwareupdate')
    for (const text of [processes, up.text]) expect(text).not.toContain(PASSWORD)
  })

  it('the password is in no state, no lab file and nothing that was left on a Mac', async () => {
    const { stdout } = await lab.pulumi.run('stack', 'export', '--show-secrets')
    expect(stdout).toContain('passwordFrom')
    expect(stdout).not.toContain(PASSWORD)
    const places = [join(lab.project, 'stacks'), lab.folder + '/home', join(lab.sim.directory, 'macs')]
    const found = spawnSync('grep', ['-rlF', '--', PASSWORD, ...places], { encoding: 'utf8' })
    // 1 is grep's word for "nowhere"; 2 would be a place that is not there.
    expect({ exit: found.status, where: found.stdout }).toEqual({ exit: 1, where: '' })
  })

  it('goes on by itself when RDMA is back, one Mac after the other, and both pairs serve', async () => {
    await lab.sim.hands.enableRdma('mac-2')
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(builds()).toEqual(Object.keys(MACS).map(() => TARGET.build))
    for (const name of ['first', 'second']) expect(await complete(await endpoint(name))).toContain('a stand-in rank')
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })
})
