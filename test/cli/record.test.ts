import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Drift } from '../../src/report/lab-look.js'
import type { Status } from '../../src/report/status.js'
import type { SimMac } from '../../src/sim/world.js'
import { startBench, type Bench } from '../sim/lab.js'
import { filesUnder, LabOfSims } from './recorded-lab.js'

const STUDIOS = ['studio-1', 'studio-2'] as const
const WORLD = {
  ...{ lab: 'lab', seed: 11, user: 'annabel' },
  macs: {
    'studio-1': { model: 'Mac15,14' },
    'studio-2': { model: 'Mac15,14', fileVault: 'on' as const },
    mini: { model: 'Mac16,10' },
  },
  cables: ['studio-1:2 <-> studio-2:2', 'studio-1:4 <-> mini:3'],
}
const LAB = {
  ...{ links: ['studio-1:2 <-> studio-2:2'], fabric: { subnet: '10.77.0.0/16' }, rdma: 'enabled' },
  macs: { 'studio-2': { label: 'rack 2, shelf 1' } },
}

describe('a lab that is recorded and replayed', () => {
  let bench: Bench
  let lab: LabOfSims
  let turn = 0
  beforeAll(async () => {
    bench = await startBench(WORLD)
    lab = new LabOfSims(bench, LAB)
  })
  afterAll(() => bench.end())

  /** What the verbs say of the Macs, and of what was recorded of them, with the same stand-ins. */
  async function liveAndReplayed(...verbs: readonly (readonly string[])[]) {
    const bundle = join(bench.folder, `bundle-${(turn += 1)}`)
    const redact = await lab.record(bundle)
    const typed = verbs.length > 0 ? verbs : [['facts'], ['drift'], ['status'], ['plan']]
    const runs = typed.map(async ([verb = '', ...more]) => {
      const live = await lab.type(verb, 'lab', '--json', ...(verb === 'plan' ? ['--look'] : []), ...more)
      const replayed = await lab.type(verb, 'lab', '--json', '--from', bundle, ...more)
      return [
        { verb, exit: live.exit, stdout: withoutConnections(redact(live.stdout)) },
        { verb, exit: replayed.exit, stdout: withoutConnections(replayed.stdout) },
      ] as const
    })
    return Promise.all(runs)
  }

  // How the lab file says that Macs are reached is nothing that they print: it is the same on both sides.
  function withoutConnections(text: string): unknown {
    const { connections: _, ...rest } = JSON.parse(text) as Record<string, unknown>
    return rest
  }

  async function replayEqualsLive(exits: Readonly<Record<string, number>>): Promise<void> {
    const runs = await liveAndReplayed()
    for (const [live, replayed] of runs) expect(replayed).toEqual(live)
    expect(Object.fromEntries(runs.map(([{ verb, exit }]) => [verb, exit]))).toEqual(exits)
  }

  it('tells nothing of whose Macs they are: no serial, address, UUID, key or name is in any file', async () => {
    const bundle = join(bench.folder, 'canaries')
    expect(await lab.type('record', 'lab', '--to', bundle)).toMatchObject({ exit: 0, stderr: '' })
    const texts = Object.entries(filesUnder(bundle))
    expect(texts.length).toBeGreaterThan(100)
    const { macs } = bench.sim.world()
    const secrets = Object.values(macs)
      .flatMap(canaries)
      .filter((text) => text !== '')
    expect(secrets.length).toBeGreaterThan(80)
    const keys = Object.values(bench.sim.macs).map(({ hostKey }) => hostKey.slice('SHA256:'.length))
    const all = [...secrets, ...keys, bench.folder]
    const leaks = texts.flatMap(([file, text]) =>
      all.flatMap((canary) =>
        `${file}\n${text}`.toLowerCase().includes(canary.toLowerCase()) ? [[file, canary]] : [],
      ),
    )
    expect(leaks).toEqual([])
    expect(texts.find(([file]) => file === 'studio-1/id-un.stdout')?.[1]).toMatch(/^user-[0-9a-f]{6}\n$/)
  })

  it('out of the box: facts, drift, status and plan say of the bundle what they say of the Macs', async () => {
    await replayEqualsLive({ facts: 0, drift: 4, status: 4, plan: 0 })
  })

  it('converged but for RDMA: the same, and the exit code says that a person is waited for', async () => {
    await lab.up()
    await replayEqualsLive({ facts: 0, drift: 3, status: 3, plan: 0 })
  })

  it('as declared: the same, and there is nothing to do', async () => {
    for (const mac of STUDIOS) await bench.sim.hands.enableRdma(mac)
    await bench.sim.hands.unlock('studio-2')
    await lab.up()
    await replayEqualsLive({ facts: 0, drift: 0, status: 0, plan: 0 })
  })

  it('drifted, a plug moved and a setting changed: the same, and repairing wins over waiting', async () => {
    await bench.sim.hands.move('studio-2:2', 'studio-2:4')
    expect(await bench.ssh('mini', 'sudo -n pmset -a sleep 7')).toMatchObject({ exit: 0 })
    await replayEqualsLive({ facts: 0, drift: 4, status: 4, plan: 0 })
    const { drift, person, workOrders } = (await lab.json('drift', 'lab')) as Drift
    expect(drift).toMatchObject([{ resource: 'mini-settings', path: 'sleep', from: 7, to: 'never', held: null }])
    expect(person.map(({ kind }) => kind)).toContain('ThunderboltLink')
    expect(workOrders).toMatchObject([{ hands: 'move a plug', mac: 'studio-2', label: 'rack 2, shelf 1' }])
    await bench.sim.hands.move('studio-2:4', 'studio-2:2')
    await lab.up()
  })

  it('locked since a restart: the same, and the person who is waited for unlocks it', async () => {
    await bench.sim.hands.reboot('studio-2')
    await replayEqualsLive({ facts: 1, drift: 3, status: 3, plan: 0 })
    const { stdout } = await lab.type('status', 'lab')
    expect(stdout).toContain('At studio-2 (rack 2, shelf 1)\n  1. FileVault holds it locked')
    await bench.sim.hands.unlock('studio-2')
  })

  it('one Mac down: the same, the others are looked at, and that is a failure', async () => {
    await bench.sim.hands.setFault('mini', 'down', 'yes')
    await replayEqualsLive({ facts: 1, drift: 1, status: 1, plan: 1 })
    const found = (await lab.json('status', 'lab')) as Status
    expect(found.resources.filter(({ state }) => state === 'unreachable').map(({ name }) => name)).toEqual([
      'mini',
      'mini-settings',
      'mini-rdma',
    ])
    const bundle = join(bench.folder, 'one-down')
    const ran = await lab.type('record', 'lab', '--to', bundle)
    expect(ran).toMatchObject({ exit: 1, stdout: expect.stringContaining('what 2 of 3 Macs printed') as unknown })
    expect(ran.stderr).toMatch(/^mini did not answer: connection refused\n$/)
    await bench.sim.hands.clearFault('mini', 'down')
  })

  it('status shows the ledger of protection domains, and says when a restart is due', async () => {
    expect((await lab.type('status', 'lab')).stdout).toContain(
      '0 protection domains held since boot, 11 on each device',
    )
    await bench.sim.hands.leakProtectionDomain('studio-1', 'rdma_en3', 6)
    const { stdout } = await lab.type('status', 'lab')
    expect(stdout).toContain('6 protection domains held since boot, 11 on each device; restart when nothing serves')
  })

  it('replaces a bundle, and leaves a folder alone that is none', async () => {
    const bundle = join(bench.folder, 'twice')
    expect(await lab.type('record', 'lab', '--to', bundle)).toMatchObject({ exit: 0 })
    const before = Object.keys(filesUnder(bundle))
    expect(await lab.type('record', 'lab', '--to', bundle)).toMatchObject({ exit: 0 })
    expect(Object.keys(filesUnder(bundle))).toEqual(before)
    const own = join(bench.folder, 'photos')
    mkdirSync(own)
    writeFileSync(join(own, 'cat.txt'), 'meow')
    const refused = await lab.type('record', 'lab', '--to', own)
    expect(refused).toMatchObject({ exit: 2, stdout: '' })
    expect(refused.stderr).toMatch(/photos is no bundle of macloom \(it holds cat.txt\), and nothing in it was touched/)
    expect(filesUnder(own)).toEqual({ 'cat.txt': 'meow' })
  })

  it('facts of a bundle need no lab, and each value has its key', async () => {
    const bundle = join(bench.folder, 'twice')
    const { macs } = (await lab.json('facts', '--from', bundle)) as { macs: Record<string, Record<string, unknown>> }
    expect(Object.keys(macs)).toEqual(['mini', 'studio-1', 'studio-2'])
    expect(macs['studio-1']).toMatchObject({
      ...{ model: 'Mac15,14', chip: 'Apple M3 Ultra', memoryBytes: 512 * 2 ** 30, wiredLimitBytes: 0 },
      macos: { version: '26.6', build: '25G72' },
      bridge: { service: { name: 'Thunderbolt Bridge' }, stored: ['en2', 'en4', 'en5', 'en6', 'en7'] },
      rdma: { status: 'enabled' },
      power: { 'AC Power': { sleep: '0' } },
    })
    const ports = macs['studio-1']?.['receptacles'] as Record<string, unknown>[]
    expect(Object.keys(ports[1] ?? {}).sort()).toEqual(
      ['domainUuid', 'generation', 'interface', 'number', 'peer', 'rdma', 'reason', 'speedGbps', 'verdict'].sort(),
    )
    expect(ports[1]).toMatchObject({
      ...{ number: 2, interface: 'en3', generation: 5, speedGbps: 80, verdict: 'active' },
      peer: { name: 'Mac Studio', mac: 'studio-2', through: 'direct' },
      rdma: { device: 'rdma_en3', state: 'PORT_ACTIVE' },
    })
    expect(macs['studio-1']?.['domainUuid']).toBe(ports[0]?.['domainUuid'])
  })
})

/** Everything of a sim Mac that would tell whose it is. */
function canaries(mac: SimMac): string[] {
  const { serial, user, computerName, localHostName, overview, lan, kernel, receptacles } = mac
  const ports = Object.values(receptacles).flatMap(({ domain, switchUid, services }) => [
    ...[domain, services.ip, services.rdma, switchUid.slice(6, -2)],
    (switchUid.slice(6, -2).match(/../g) ?? []).reverse().join(''),
  ])
  const interfaces = Object.values(kernel.interfaces).flatMap(({ mac: ether, linkLocal }) => [ether, linkLocal])
  const own = [serial, user, computerName, localHostName, 'Admin', overview.uuid, overview.udid]
  return [...own, ...(lan === null ? [] : [lan.address]), ...ports, ...interfaces]
}
