import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkMeasurement } from '../../src/resources/link-measurement/link-measurement.js'
import type { ShardDeploymentInputs } from '../../src/resources/shard-deployment/inputs.js'
import { shardDeployment } from '../../src/resources/shard-deployment/shard-deployment.js'
import { hostMlx } from '../../tools/mlx.mjs'
import { cable, DIGEST, measuring, placeEnvironment } from '../lifecycle/measuring.js'
import { Rehearsal } from '../lifecycle/rehearsal.js'
import { PAIR } from './lab.js'
import { during, LEFT_OUT, separate } from './wires.js'

const MACS = ['studio-1', 'studio-2'] as const
const MEGABYTE = 1_000_000
const tools = fileURLToPath(new URL('../../tools', import.meta.url))

/** One of the two cables is the ring of the deployment; the other one is there, and nobody has declared it for this. */
const declared: ShardDeploymentInputs = {
  ...{ needs: [], name: 'tiny', model: 'tiny', engine: 'mlx-lm', strategy: 'tensor', backend: 'ring' },
  ranks: MACS.map((mac, at) => ({ mac, addresses: [`10.77.0.${at + 1}`], port: 41_700 + at })),
  ...{ host: '127.0.0.1', port: 8080, context: 1024, environmentDigest: DIGEST },
  ...{ modelDigest: 'd'.repeat(64), environment: {}, standIn: false },
}

describe.skipIf(LEFT_OUT)('a deployment of real MLX on real cables', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'deployment-on-cables-'))
  let story: Rehearsal

  beforeAll(async () => {
    const host = await hostMlx()
    if (host.python === null) throw new Error(host.why)
    execFileSync(host.python, [join(tools, 'tiny-model.py'), join(folder, 'tiny')])
    const cables = ['studio-1:2 <-> studio-2:2', 'studio-1:3 <-> studio-2:3']
    story = await Rehearsal.open({ world: { ...PAIR, cables }, sim: { cables: 'veth', python: null } })
    for (const mac of MACS) {
      await placeEnvironment(story, mac, host.python)
      cpSync(join(folder, 'tiny'), story.ours(mac, 'models/tiny'), { recursive: true })
    }
    await separate(story.bench, {
      'studio-1': { 2: '10.77.0.1', 3: '10.77.1.1' },
      'studio-2': { 2: '10.77.0.2', 3: '10.77.1.2' },
    })
  }, 300_000)
  afterAll(async () => {
    await story.end()
    rmSync(folder, { recursive: true, force: true })
  })

  test('talks over the link that it declares, and over no other interface', async () => {
    expect((await story.up(shardDeployment, declared)).ready.state).toBe('ready')
    const prompt = 'cable '.repeat(200)
    const body = JSON.stringify({ model: 'default_model', prompt, max_tokens: 100, temperature: 0 })
    const url = 'http://127.0.0.1:8080/v1/completions'
    const ask = `curl -sS --max-time 60 -H 'Content-Type: application/json' --data-binary '${body}' ${url}`
    const { en3 = 0, ...others } = await during(story.bench, 'studio-1', async () => {
      expect(await story.hand('studio-1', ask)).toContain('"completion_tokens": 100')
    })
    expect(en3).toBeGreaterThan(MEGABYTE)
    // The shell that asks is on Ethernet, as the operator is.
    expect(Object.keys(others).sort()).toEqual(['en0', 'en4'])
    for (const bytes of Object.values(others)) expect(bytes).toBeLessThan(MEGABYTE / 10)
  })

  test('is left alone by measurements while it serves', async () => {
    const links = measuring([cable(2, '10.77.0'), cable(3, '10.77.1')])
    const { en3 = 0, en4 = 0 } = await during(story.bench, 'studio-1', async () => {
      const { findings } = await story.up(linkMeasurement, links)
      expect(findings.map(({ cause }) => cause.split(':')[0])).toEqual(['tiny serves', 'tiny serves'])
    })
    expect(Math.max(en3, en4)).toBeLessThan(MEGABYTE / 10)
  })
})
