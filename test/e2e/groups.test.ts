import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeHollowModel } from '../../src/cli/demo/hollow-model.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rankLabel } from '../../src/resources/labels.js'
import { freePort } from '../free-port.js'
import { PAIR } from '../sim/lab.js'
import { answers, complete, lock } from './models.js'
import { TestLab } from './test-lab.js'

const MACS = ['studio-1', 'studio-2'] as const
const STAND_IN = ' (a stand-in rank answers, not MLX)'

describe('groups of ranks over several ups', () => {
  let lab: TestLab
  let port: number
  let body: (name: string) => Record<string, unknown>
  const found: Record<string, string> = {}

  beforeAll(async () => {
    lab = await TestLab.start({
      world: PAIR,
    })
    const folder = makeHollowModel(join(lab.folder, 'tiny'))
    port = await freePort()
    const group = { model: 'tiny', macs: MACS, backend: 'ring', context: 512, standIn: true, port }
    body = (name) => ({
      ...{ links: ['studio-1:2 <-> studio-2:2'], fabric: { subnet: '127.77.0.0/16' }, models: { tiny: { folder } } },
      deployments: { [name]: { ...group, ringPort: 41_500 } },
    })
    for (const mac of MACS) found[mac] = lab.settings(mac)
    lab.writeLab(body('first'))
    await lock(lab)
  })
  afterAll(() => lab.stop())

  const endpoint = async (name: string) => ((await lab.outputs())['endpoints'] as Record<string, string>)[name] ?? ''
  const epoch = (name: string) => readFileSync(lab.ours('studio-1', `run/${name}/epoch`), 'utf8')
  const loaded = (name: string) => MACS.filter((mac) => rankLabel(name) in (lab.sim.world().macs[mac]?.jobs ?? {}))

  it('a port that somebody else holds is named and not killed, and all that the group builds on converges', async () => {
    await lab.sim.hands.setFault('studio-1', 'port taken', String(port))
    const up = await lab.up()
    expect(up.exit).not.toBe(0)
    expect(up.text).toMatch(new RegExp(`studio-1: start the group first: node .* on port ${port} is in the way`))
    expect(loaded('first')).toEqual([])
    const states = Object.values(await lab.state()).flatMap(({ outputs }) => outputs.ready?.state ?? [])
    expect(new Set(states)).toEqual(new Set(['ready']))
    expect(await answers(port)).toBe(true)
    await lab.sim.hands.clearFault('studio-1', 'port taken')
  })

  it('starts a group, and its endpoint is an output of the stack', async () => {
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(loaded('first')).toEqual(MACS)
    expect(await complete(await endpoint('first'))).toBe(STAND_IN)
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })

  it('deletes come last, and yet deployment A can be swapped for B on one port in one up', async () => {
    lab.writeLab(body('second'))
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(loaded('first')).toEqual([])
    expect(loaded('second')).toEqual(MACS)
    for (const mac of MACS) expect(existsSync(lab.ours(mac, 'jobs/first'))).toBe(false)
    expect(await complete(await endpoint('second'))).toBe(STAND_IN)
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })

  it('upstream updates run first, so a group is drained before its network changes, and restarted in the same run', async () => {
    const preferences = '"$MACLOOM_ROOT"/Library/Preferences/SystemConfiguration/preferences.plist'
    const add = 'Add :VirtualNetworkInterfaces:Bridge:bridge0:Interfaces: string en3'
    await lab.colleague('studio-1', `sudo -n PlistBuddy -c "${add}" ${preferences}`)
    const before = epoch('second')
    const preview = await lab.preview()
    expect(preview.text).toContain('[drops traffic]')
    expect(loaded('second')).toEqual(MACS)
    const held = lab.watch.stopAt(({ tool, root }) => tool === 'PlistBuddy' && root)
    const running = lab.up()
    await Promise.race([held.reached, running.then(({ text }) => Promise.reject(new Error(text)))])
    expect(loaded('second')).toEqual([])
    held.go()
    const up = await running
    expect(up.exit, up.text).toBe(0)
    expect(loaded('second')).toEqual(MACS)
    expect(epoch('second')).not.toBe(before)
    expect(await complete(await endpoint('second'))).toBe(STAND_IN)
  })

  it('a rank that died is drift, and up starts the whole group again', async () => {
    const before = epoch('second')
    await lab.sim.hands.kill('studio-2', rankLabel('second'))
    const preview = await lab.preview('--expect-no-changes')
    expect(preview.exit).toBe(7)
    expect(preview.text).toContain('[restarts ranks]')
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(epoch('second')).not.toBe(before)
  })

  it('a deployment is imported by its id alone, and a lost state is taken from the Macs without a restart', async () => {
    const before = epoch('second')
    const { second, lab: component } = await lab.state()
    const provider = Object.values(await lab.state()).find(({ urn }) => urn.includes('pulumi:providers:macloom'))
    const forget = await lab.pulumi.run('state', 'delete', second?.urn ?? '', '--target-dependents', '--yes')
    expect(forget.exit, forget.text).toBe(0)
    lab.watch.forget()
    const lineage = ['--provider', `macs=${provider?.urn}`, '--parent', `lab=${component?.urn}`]
    const what = ['macloom:index:ShardDeployment', 'second', 'ShardDeployment/second', ...lineage]
    const found = await lab.pulumi.run('import', ...what, '--yes', '--generate-code=false', '--protect=false')
    expect(found.exit, found.text).toBe(0)
    expect((await lab.state())['second']?.inputs).toMatchObject({ name: 'second', model: 'tiny', strategy: 'tensor' })
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(lab.watch.told).toEqual([])
    expect(epoch('second')).toBe(before)
  })

  it('Read leaves in the state what the Macs have, and a destroy after that still gives back what was declared', async () => {
    await lab.sim.hands.kill('studio-2', rankLabel('second'))
    const refresh = await lab.pulumi.run('refresh', '--yes', '--skip-preview')
    expect(refresh.exit, refresh.text).toBe(0)
    expect((await lab.state())['second']?.inputs['ranks']).not.toHaveLength(2)
    const target = (await lab.state())['second']?.urn ?? ''
    const destroy = await lab.destroy('--target', target, '--target-dependents')
    expect(destroy.exit, destroy.text).toBe(0)
    expect(loaded('second')).toEqual([])
    for (const mac of MACS) expect(existsSync(lab.ours(mac, 'jobs/second'))).toBe(false)
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(loaded('second')).toEqual(MACS)
  })

  it('a Mac that does not answer over SSH is no dead rank: the run names it, and its group goes on serving', async () => {
    const before = epoch('second')
    await lab.sim.hands.setFault('studio-2', 'down', 'yes')
    const up = await lab.up()
    expect(up.exit).not.toBe(0)
    expect(up.text).toMatch(/converge the lab lab: studio-2: /)
    expect(epoch('second')).toBe(before)
    expect(await complete(await endpoint('second'))).toBe(STAND_IN)
  })

  it('destroy runs no program, so MACLOOM_FORGET names a Mac that will not come back; the others are given back', async () => {
    await lab.sim.hands.setFault('studio-2', 'down', 'yes')
    const forgetting = lab.on(lab.stack, { MACLOOM_FORGET: 'studio-2' })
    const destroy = await forgetting.run('destroy', '--yes', '--skip-preview')
    expect(destroy.exit, destroy.text).toBe(0)
    expect(destroy.text).toContain('studio-2 is declared gone')
    expect(lab.changed('studio-1', found['studio-1'] ?? '')).toEqual([])
    expect(Object.values(await lab.state()).filter(({ urn }) => urn.includes('macloom:index'))).toEqual([])
  })
})
