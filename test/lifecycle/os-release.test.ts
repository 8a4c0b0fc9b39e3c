import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Rehearsal } from './rehearsal.js'
import { osReleaseInputs } from '../../src/resources/os-release/inputs.js'
import { osReleaseWith } from '../../src/resources/os-release/os-release.js'
import type { NewMac } from '../../src/sim/new-world.js'

const osRelease = osReleaseWith({ leaving: 4, returning: 60 })

const OLD = { version: '26.1', build: '25B78' }
const PASSWORD = 'a-word-that-nobody-reads'
const NAMES = { TAHOE: 'macOS Tahoe  26.2-25C56', NEXT: 'macOS 27-26A428' }
const update = (label: string, version: string) => {
  return { label, title: `macOS ${version}`, version, size: '2913620KiB', action: 'restart' }
}
const OFFERED: NewMac = {
  ...{ model: 'Mac15,14', macos: OLD, password: PASSWORD },
  updates: [update(NAMES.NEXT, '27'), update(NAMES.TAHOE, '26.2')],
}
const INSTALLER = { 'Install macOS Tahoe.app': { version: '26.2', build: '25C56' } }

/** One Mac for each story. */
const MACS: Readonly<Record<string, NewMac>> = {
  plain: OFFERED,
  wrong: { ...OFFERED, password: 'another one' },
  idle: OFFERED,
  vault: { ...OFFERED, fileVault: 'on' },
  locked: { ...OFFERED, fileVault: 'on' },
  managed: { ...OFFERED, enrollment: { dep: true, approved: true, server: 'https://mdm.example.com/mdm' } },
  apart: { ...OFFERED, updates: [], installers: INSTALLER },
  hands: OFFERED,
  newer: { model: 'Mac15,14' },
}

const volumeOwner = { user: 'admin', passwordFrom: 'MACLOOM_OWNER' }
const inputs = (mac: string, more: object = {}) => osReleaseInputs.parse({ mac, build: '25C56', volumeOwner, ...more })

describe('macOS of a Mac, brought to a pinned build', { timeout: 60_000 }, () => {
  let lab: Rehearsal
  const macos = (mac: string) => lab.bench.sim.world().macs[mac]?.macos
  beforeAll(async () => {
    const world = { lab: 'bench', seed: 7, macs: MACS, cables: [] }
    lab = await Rehearsal.open({ world, secrets: { MACLOOM_OWNER: PASSWORD } })
  })
  afterAll(() => lab.end())

  it('a preview says what, by whom and at what cost, and writes nothing', async () => {
    const [change, ...more] = await lab.preview(osRelease, inputs('plain'))
    expect(more).toEqual([])
    expect(change).toMatchObject({ path: 'build', from: '25B78', to: '25C56', risk: 'reboots' })
    expect(change?.what).toBe(
      'macOS of plain: 26.1 (25B78) → build 25C56 by softwareupdate: Apple offers it as `macOS Tahoe  26.2-25C56`, and admin owns the volume',
    )
    expect(macos('plain')).toEqual(OLD)
    expect(lab.told).toEqual([])
  })

  it('from 26.1 to 26.2 over SSH, with the password of a volume owner, and never to the major upgrade beside it', async () => {
    lab.listen()
    const { ready, observed } = await lab.up(osRelease, inputs('plain'))
    expect(ready.state).toBe('ready')
    expect(observed).toMatchObject({ macos: { version: '26.2', build: '25C56' }, way: null })
    expect(macos('plain')).toEqual({ version: '26.2', build: '25C56' })
    expect(lab.told).toEqual(['plain: install macOS 26.2 by softwareupdate'])
    expect(lab.progress.join('\n')).not.toContain(PASSWORD)
  })

  it('a second run tells nothing, an import finds the build, and nothing is given back', async () => {
    lab.listen()
    await lab.up(osRelease, inputs('plain'))
    expect(await lab.read(osRelease, 'OsRelease/plain')).toMatchObject({ inputs: { mac: 'plain', build: '25C56' } })
    await lab.destroy(osRelease, inputs('plain'))
    expect(lab.told).toEqual([])
    expect(macos('plain')).toEqual({ version: '26.2', build: '25C56' })
  })

  it('without the password in its environment it is refused by the name of the variable, before anything is told', async () => {
    lab.listen()
    const missing = inputs('wrong', { volumeOwner: { user: 'admin', passwordFrom: 'MACLOOM_ELSEWHERE' } })
    await expect(lab.up(osRelease, missing)).rejects.toThrow(
      /wrong: bring macOS to build 25C56: MACLOOM_ELSEWHERE is not set, the password of admin\. No Mac was restarted/,
    )
    expect(lab.told).toEqual([])
  })

  it('with a wrong password it says what softwareupdate says, and the Mac runs on as it was', async () => {
    await expect(lab.up(osRelease, inputs('wrong'))).rejects.toThrow(/exit code 1: Failed to authenticate/)
    expect(macos('wrong')).toEqual(OLD)
  })

  it('exit 0 proves nothing: a Mac that runs the same build afterwards has not converged', async () => {
    await lab.bench.sim.hands.setFault('idle', 'update has no effect', 'yes')
    await expect(lab.up(osRelease, inputs('idle'))).rejects.toThrow(
      /told, looked again: this still differs: macOS of idle/,
    )
    await lab.bench.sim.hands.clearFault('idle', 'update has no effect')
    expect(await lab.up(osRelease, inputs('idle'))).toMatchObject({ ready: { state: 'ready' } })
  })

  it('FileVault lets the one restart through that the volume owner has armed', async () => {
    const { ready } = await lab.up(osRelease, inputs('vault'))
    expect(ready.state).toBe('ready')
    expect(macos('vault')?.build).toBe('25C56')
    expect(lab.bench.sim.world().macs['vault']).toMatchObject({ locked: false, unlocksOnce: false })
  })

  it('a Mac that comes back locked waits for somebody to unlock it, and the next run goes on', async () => {
    const { ready, workOrders } = await lab.up(osRelease, inputs('locked', { unlock: 'person' }))
    expect(ready.state).toBe('waiting')
    expect(workOrders).toMatchObject([{ mac: 'locked', hands: 'unlock FileVault' }])
    await lab.bench.sim.hands.unlock('locked')
    expect(await lab.read(osRelease, 'OsRelease/locked', inputs('locked'))).toMatchObject({
      unfinished: [expect.stringContaining('macOS of locked')],
    })
    lab.listen()
    expect(await lab.up(osRelease, inputs('locked'))).toMatchObject({ ready: { state: 'ready' } })
    expect(lab.told).toEqual([])
  })

  it('where an organisation manages the Mac its server installs macOS, and macloom only watches', async () => {
    const { hands } = lab.bench.sim
    lab.listen()
    const waits = await lab.up(osRelease, inputs('managed', { driver: 'softwareupdate' }))
    expect(waits.ready).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining('its MDM server has to install it') as string,
    })
    expect(waits.workOrders).toMatchObject([{ mac: 'managed', hands: 'update macOS' }])
    expect(waits.workOrders[0]?.steps.join(' ')).toContain('TargetBuildVersion 25C56')
    await hands.changeBuild('managed', { version: '26.2', build: '25C56' })
    expect(await lab.up(osRelease, inputs('managed'))).toMatchObject({ ready: { state: 'ready' }, workOrders: [] })
    expect(lab.told).toEqual([])
  })

  it('a full installer of the release is run over what is there where Apple offers nothing', async () => {
    lab.listen()
    const { observed } = await lab.up(osRelease, inputs('apart'))
    expect(observed).toMatchObject({ macos: { version: '26.2', build: '25C56' } })
    expect(lab.told).toEqual(['apart: install macOS 26.2 by startosinstall'])
  })

  it('without a volume owner a person does it, and one sheet says how', async () => {
    const alone = osReleaseInputs.parse({ mac: 'hands', minimum: '26.2' })
    const { ready, workOrders } = await lab.up(osRelease, alone)
    expect(ready.state).toBe('waiting')
    expect(workOrders[0]?.steps.join(' ')).toContain('Install macOS 26.2 or later and nothing else')
    await lab.bench.sim.hands.changeBuild('hands', { version: '26.2', build: '25C56' })
    expect(await lab.up(osRelease, alone)).toMatchObject({ ready: { state: 'ready' } })
  })

  it('an older build is refused in words: macOS has no way back without erasing', async () => {
    await expect(lab.up(osRelease, inputs('newer'))).rejects.toThrow(
      /it runs 26\.6 \(25G72\), and 25C56 is older: macOS has no way back without erasing the Mac.*macloom erases nothing/,
    )
  })

  it('what one Mac of the rollout lacks is refused before the first of them restarts', async () => {
    const rollout = { rollout: ['wrong', 'newer'] }
    lab.listen()
    await expect(lab.up(osRelease, inputs('wrong', rollout))).rejects.toThrow(/newer: it runs 26\.6 \(25G72\)/)
    expect(lab.told).toEqual([])
    expect(macos('wrong')).toEqual(OLD)
  })

  it('a Mac whose wave has not come is left as it is, ready for what stands on it, and says why', async () => {
    const after = [{ state: 'waiting', reason: 'RDMA on mac-2 is disabled', generation: '' }]
    lab.listen()
    const held = await lab.up(osRelease, inputs('wrong', { wave: 3, after }))
    expect(held).toMatchObject({ ready: { state: 'ready' }, workOrders: [] })
    expect(held.findings).toMatchObject([
      { danger: 'danger', cause: 'a Mac of an earlier wave is not verified: RDMA on mac-2 is disabled' },
    ])
    expect(lab.told).toEqual([])
  })
})
