import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { macloom } from '../cli/terminal.js'
import { handWritten, ROOT, TestLab } from './test-lab.js'

const PACK = join(ROOT, 'policies/analyzer')
const WORLD = { macs: { a: { model: 'Mac15,14' }, b: { model: 'Mac15,14' } }, cables: ['a:2 <-> b:2'] }

describe('what .github/workflows run, with the real engine', () => {
  let lab: TestLab
  beforeAll(async () => {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'policies'], { cwd: ROOT })
    lab = await TestLab.start({ world: WORLD, lab: { links: ['a:2 <-> b:2'], rdma: 'enabled' } })
  })
  afterAll(() => lab.stop())

  it('plan on pull request: a plan that needs no Mac', async () => {
    const { exit, stdout } = await macloom(['plan', 'lab'], { directory: lab.project })
    expect(exit).toBe(0)
    expect(stdout).toContain('Lab lab: 2 Macs')
  })

  it('plan on pull request: a preview under the rules, which writes nothing', async () => {
    const before = lab.settings('a')
    const { exit, text } = await lab.preview('--policy-pack', PACK)
    expect(exit, text).toBe(0)
    expect(lab.changed('a', before)).toEqual([])
  })

  it('apply on merge: an up under the rules, and a sheet of what is left for a person', async () => {
    const { exit, text } = await lab.up('--policy-pack', PACK)
    expect(exit, text).toBe(0)
    const { stdout: json } = await lab.pulumi.run('stack', 'output', 'workOrders', '--json')
    const sheet = await macloom(['orders'], { stdin: json })
    expect(sheet).toMatchObject({ exit: 0 })
    expect(sheet.stdout).toContain('Work orders: 2 visits, one per Mac')
    expect(sheet.stdout).toContain('rdma_ctl enable')
  })

  it('drift: exit code 0 while nothing differs, 7 when somebody changed a Mac', async () => {
    expect((await lab.pulumi.run('preview', '--expect-no-changes', '--diff')).exit).toBe(0)
    await lab.colleague('b', 'sudo -n pmset -c sleep 10')
    const { exit, text } = await lab.pulumi.run('preview', '--expect-no-changes', '--diff')
    expect(exit, text).toBe(7)
    expect(text).toContain('sleep')
  })
})

describe('the rules in a pipeline', () => {
  it('stop a change that would open a model to the network', async () => {
    const lab = await TestLab.start({ world: WORLD })
    try {
      const digest = '0'.repeat(64)
      const args = {
        ...{ name: 'open', model: 'tiny', engine: 'mlx-lm', strategy: 'tensor', backend: 'ring', standIn: true },
        ...{ host: '0.0.0.0', port: 8080, context: 512, environmentDigest: digest, modelDigest: digest },
        ranks: [{ mac: 'a', addresses: ['127.0.0.1'], port: 9000 }],
      }
      const body = `new macloom.ShardDeployment('open', ${JSON.stringify(args)}, options)\n`
      lab.write('main.js', handWritten(lab.connections(), body))
      const { exit, text } = await lab.preview('--policy-pack', PACK)
      expect(exit).not.toBe(0)
      expect(text).toContain('no-open-plaintext')
      expect(text).toContain('without encryption or login')
    } finally {
      await lab.stop()
    }
  })

  it('are called by the workflows as here', () => {
    const apply = readFileSync(join(ROOT, '.github/workflows/apply-on-merge.yml'), 'utf8')
    expect(apply).toContain('pulumi up --yes --skip-preview --policy-pack policies/analyzer')
  })
})
