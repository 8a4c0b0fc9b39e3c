import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostMlx } from '../../tools/mlx.mjs'
import { MLX_LM_VERSION, MLX_VERSION } from '../../tools/versions.mjs'
import { freePort } from '../free-port.js'
import { PAIR } from '../sim/lab.js'
import { complete, lock } from './models.js'
import { ROOT, TestLab } from './test-lab.js'

const PROMPT = 'From cable to token'
const TOKENS = 8

interface Event {
  readonly diagnosticEvent?: { readonly urn?: string; readonly message: string; readonly ephemeral?: boolean }
}

describe('a lab from nothing to a token of real MLX across two Macs', () => {
  let lab: TestLab
  let alone: string

  beforeAll(async () => {
    const host = await hostMlx()
    if (host.python === null) throw new Error(host.why)
    process.env['UV_CACHE_DIR'] = host.uvCache
    lab = await TestLab.start({
      world: PAIR,
      python: host.basePython,
    })
    const folder = join(lab.folder, 'tiny')
    execFileSync(host.python, [join(ROOT, 'tools/tiny-model.py'), folder], { stdio: 'ignore' })
    const single = [join(ROOT, 'tools/single-rank.py'), folder, PROMPT, '--tokens', String(TOKENS)]
    alone = (JSON.parse(execFileSync(host.python, single, { encoding: 'utf8' })) as { text: string }).text
    lab.writeLab({
      ...{ links: ['studio-1:2 <-> studio-2:2'], fabric: { subnet: '127.77.0.0/16' } },
      mlx: { python: { version: '3', path: '/opt/macloom/python3' }, mlx: MLX_VERSION, 'mlx-lm': MLX_LM_VERSION },
      models: { tiny: { folder } },
      deployments: {
        tiny: {
          ...{ model: 'tiny', macs: ['studio-1', 'studio-2'], strategy: 'tensor', backend: 'ring', context: 512 },
          ...{ port: await freePort(), ringPort: 41_600 },
        },
      },
    })
    await lock(lab, host.uv)
  })
  afterAll(() => lab.stop())

  it('converges in one up, and says meanwhile how far environments, transfers and ranks are', async () => {
    const log = join(lab.folder, 'events')
    const logging = lab.on(lab.stack, { PULUMI_DEBUG_COMMANDS: 'true' })
    const up = await logging.run('up', '--yes', '--skip-preview', '--event-log', log)
    expect(up.exit, up.text).toBe(0)
    const lines = readFileSync(log, 'utf8').trim().split('\n')
    const events = lines.map((line) => (JSON.parse(line) as Event).diagnosticEvent)
    const said = (kind: string) =>
      events.flatMap((event) => (event?.ephemeral === true && event.urn?.includes(kind) ? [event.message] : []))
    expect(said(':MlxInstall::').join('\n')).toContain(`installing mlx ${MLX_VERSION}`)
    expect(said(':ModelFiles::').join('\n')).toContain('model.safetensors')
    expect(said(':ShardDeployment::').join('\n')).toContain('waiting for the first token of tiny')
  })

  it('answers at the endpoint of the stack with the tokens of a single rank', async () => {
    const { endpoints } = (await lab.outputs()) as { endpoints: { tiny: string } }
    expect(await complete(endpoints.tiny, PROMPT, TOKENS)).toBe(alone)
  })

  it('destroy leaves nothing of it on the Macs', async () => {
    const destroy = await lab.destroy()
    expect(destroy.exit, destroy.text).toBe(0)
    for (const mac of ['studio-1', 'studio-2']) expect(existsSync(lab.ours(mac, ''))).toBe(false)
  })
})
