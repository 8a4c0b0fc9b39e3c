import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../sim/lab.js'
import { handWritten, TestLab } from './test-lab.js'

const BODY = { settings: { sleep: 'never' } }

describe('Pulumi as its users know it: two stacks in one project', () => {
  let lab: TestLab
  const north = () => lab.on('north')
  const south = () => lab.on('south')
  const words = ['--yes', '--skip-preview'] as const
  const sleep = (mac: string) => lab.sim.world().macs[mac]?.power.ac['sleep']
  const found: Record<string, string> = {}

  beforeAll(async () => {
    lab = await TestLab.start({
      world: { macs: { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14' } } },
      stack: 'north',
    })
    for (const mac of Object.keys(lab.sim.macs)) found[mac] = lab.settings(mac)
    lab.writeLab(BODY, 'north', ['studio-1'])
    lab.writeLab(BODY, 'south', ['studio-2'])
    expect((await south().run('stack', 'init')).exit).toBe(0)
  })
  afterAll(() => lab.stop())

  it('preview --diff says what would change, with its danger, and writes nothing', async () => {
    const preview = await north().run('preview', '--diff')
    expect(preview.exit, preview.text).toBe(0)
    expect(preview.text).toContain('+ macloom:index:OsSettings')
    expect(preview.text).toContain('claim studio-1 for the lab north [safe]')
    expect(lab.changed('studio-1', found['studio-1'] ?? '')).toEqual([])
  })

  it('two stacks side by side converge their own Macs only, and each destroys its own', async () => {
    const first = await north().run('up', ...words)
    expect(first.exit, first.text).toBe(0)
    expect(lab.changed('studio-2', found['studio-2'] ?? '')).toEqual([])
    const second = await south().run('up', ...words)
    expect(second.exit, second.text).toBe(0)
    expect([sleep('studio-1'), sleep('studio-2')]).toEqual(['0', '0'])
    expect(await lab.outputs(north())).toEqual({ endpoints: {}, pools: {}, workOrders: [] })
  })

  it('a Mac of one lab is refused to another by name, before any write', async () => {
    const before = lab.settings('studio-1')
    lab.writeLab(BODY, 'south', ['studio-1', 'studio-2'])
    const up = await south().run('up', ...words)
    expect(up.exit).not.toBe(0)
    expect(up.text).toMatch(/studio-1: claim it for the lab south: the lab north owns it since .*Nothing was written/s)
    expect(lab.changed('studio-1', before)).toEqual([])
    lab.writeLab(BODY, 'south', ['studio-2'])
    const again = await south().run('up', ...words)
    expect(again.exit, again.text).toBe(0)
    expect(lab.changed('studio-1', before)).toEqual([])
  })

  it('a stack without a lab file ends with a sentence that says what to write', async () => {
    const nowhere = lab.on('nowhere')
    expect((await nowhere.run('stack', 'init')).exit).toBe(0)
    const up = await nowhere.run('up', ...words)
    expect(up.exit).not.toBe(0)
    expect(up.text).toContain('stacks/nowhere.yaml does not exist: the stack nowhere is declared by a lab file')
    expect(up.text).not.toContain('    at ')
  })

  it('refresh writes what was found into the state and tells no Mac anything', async () => {
    await lab.colleague('studio-1', 'sudo -n pmset -a sleep 7')
    // PULUMI_SKIP_CONFIRMATIONS counts as --yes, which the engine refuses beside --preview-only.
    const env = { ...north().environment(), PULUMI_SKIP_CONFIRMATIONS: '' }
    const gated = ['refresh', '--preview-only', '--expect-no-changes', '--stack', 'north', '--cwd', lab.project]
    const gate = await runProgram('pulumi', gated, '', env)
    expect(gate.exit, gate.stdout + gate.stderr).toBe(7)
    lab.watch.forget()
    const refresh = await north().run('refresh', ...words)
    expect(refresh.exit, refresh.text).toBe(0)
    expect((await lab.state(north()))['studio-1-settings']?.inputs).toMatchObject({ sleep: 7 })
    expect(lab.watch.told).toEqual([])
  })

  it('an ordinary up repairs the drift', async () => {
    const up = await north().run('up', ...words)
    expect(up.exit, up.text).toBe(0)
    expect(sleep('studio-1')).toBe('0')
    const quiet = await north().run('preview', '--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })

  it('Diff sees inputs and outputs only, so outputs are the same from look to look', async () => {
    const before = await lab.state(north())
    expect((await north().run('refresh', ...words)).exit).toBe(0)
    const after = await lab.state(north())
    for (const [name, { outputs }] of Object.entries(before)) expect(after[name]?.outputs, name).toEqual(outputs)
  })

  it('--target converges what it names and leaves the rest alone', async () => {
    lab.writeLab({ settings: { sleep: 9 }, macs: {} }, 'north', ['studio-1'])
    const state = await lab.state(north())
    const mac = await north().run('up', ...words, '--target', state['studio-1']?.urn ?? '')
    expect(mac.exit, mac.text).toBe(0)
    expect(sleep('studio-1')).toBe('0')
    const settings = await north().run('up', ...words, '--target', state['studio-1-settings']?.urn ?? '')
    expect(settings.exit, settings.text).toBe(0)
    expect(sleep('studio-1')).toBe('9')
  })

  it('destroy gives back the Macs of its stack and no others', async () => {
    const held = lab.settings('studio-2')
    const destroy = await north().run('destroy', ...words)
    expect(destroy.exit, destroy.text).toBe(0)
    expect(lab.changed('studio-1', found['studio-1'] ?? '')).toEqual([])
    expect(lab.changed('studio-2', held)).toEqual([])
    const quiet = await south().run('preview', '--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
    expect((await south().run('destroy', ...words)).exit).toBe(0)
    expect(lab.changed('studio-2', found['studio-2'] ?? '')).toEqual([])
  })
})

const SECRET = 'a-word-that-nobody-reads'
const SECRETIVE = `
const token = new pulumi.Config().requireSecret('token')
new macloom.ShardDeployment('served', {
  name: 'served', model: 'tiny', engine: 'mlx-lm', strategy: 'tensor', backend: 'ring', port: 8080, context: 512,
  ranks: [{ mac: 'studio-1', addresses: [], port: 32323 }], environmentDigest: 'none', modelDigest: 'none',
  environment: { TOKEN: token },
  needs: [{ state: 'waiting', reason: 'the test waits for nobody', generation: '' }],
}, options)
`

describe('a secret of the stack', () => {
  let lab: TestLab
  beforeAll(async () => {
    lab = await TestLab.start({ world: { macs: { 'studio-1': { model: 'Mac15,14' } } } })
    lab.write('main.js', handWritten(lab.connections(), SECRETIVE))
  })
  afterAll(() => lab.stop())

  it('in stacks/Pulumi.<stack>.yaml stays encrypted there and in the state', async () => {
    const set = await lab.pulumi.run('config', 'set', '--secret', 'token', SECRET)
    expect(set.exit, set.text).toBe(0)
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    const refresh = await lab.pulumi.run('refresh', '--yes', '--skip-preview')
    expect(refresh.exit, refresh.text).toBe(0)
    expect(readFileSync(join(lab.project, 'stacks/Pulumi.lab.yaml'), 'utf8')).toMatch(/token:\s*secure: v1:/)
    const { stdout } = await lab.pulumi.run('stack', 'export')
    expect(stdout).toContain('"ciphertext"')
    for (const text of [up.text, refresh.text, stdout]) expect(text).not.toContain(SECRET)
    expect(readFileSync(join(lab.project, 'stacks/Pulumi.lab.yaml'), 'utf8')).not.toContain(SECRET)
  })
})
