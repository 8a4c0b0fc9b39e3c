import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ShardDeploymentInputs } from '../../src/resources/shard-deployment/inputs.js'
import { PROMPT } from '../../src/resources/shard-deployment/prove.js'
import { shardDeployment } from '../../src/resources/shard-deployment/shard-deployment.js'
import { hostMlx } from '../../tools/mlx.mjs'
import { Rehearsal } from './rehearsal.js'

const MACS = ['studio-1', 'studio-2'] as const
const DIGEST = 'c'.repeat(64)
const LABEL = 'com.macloom.rank.tiny'
/** What a Mac holds of the deployment. */
const HELD = [
  `Library/LaunchDaemons/${LABEL}.plist`,
  ...['jobs/tiny', 'run/tiny', 'claims/ShardDeployment+tiny'].map((path) => `usr/local/macloom/${path}`),
]
const tools = fileURLToPath(new URL('../../tools', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'shard-deployment-'))
let story: Rehearsal
let declared: ShardDeploymentInputs
let alone: string

/** Two Macs with what the other kinds establish: addresses on the cable, an environment, a model. */
beforeAll(async () => {
  const host = await hostMlx()
  if (host.python === null) throw new Error(host.why)
  execFileSync(host.python, [join(tools, 'tiny-model.py'), join(folder, 'tiny')])
  const words = [join(tools, 'single-rank.py'), join(folder, 'tiny'), PROMPT, '--tokens', '4']
  alone = (JSON.parse(execFileSync(host.python, words, { encoding: 'utf8' })) as { text: string }).text
  story = await Rehearsal.open({ sim: { python: null } })
  for (const [at, mac] of MACS.entries()) {
    mkdirSync(story.ours(mac, 'envs'), { recursive: true })
    symlinkSync(dirname(dirname(host.python)), story.ours(mac, `envs/${DIGEST}`))
    cpSync(join(folder, 'tiny'), story.ours(mac, 'models/tiny'), { recursive: true })
    await story.hand(mac, `sudo -n ifconfig en3 inet 127.77.41.${at + 1} netmask 255.255.255.252`)
  }
  declared = {
    ...{ needs: [], name: 'tiny', model: 'tiny', engine: 'mlx-lm', strategy: 'tensor', backend: 'ring' },
    ranks: MACS.map((mac, at) => ({ mac, addresses: [`127.77.41.${at + 1}`], port: 41_300 + at })),
    ...{ host: '127.0.0.1', port: await freePort(), context: 1024, environmentDigest: DIGEST },
    ...{ modelDigest: 'd'.repeat(64), environment: {}, standIn: false },
  }
}, 300_000)

afterAll(async () => {
  await story.end()
  rmSync(folder, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

async function pids(): Promise<string[]> {
  const print = (mac: string) => story.hand(mac, `launchctl print system/${LABEL} | grep -m 1 -o 'pid = [0-9]*'`)
  return Promise.all(MACS.map(print))
}

describe('a group of two ranks, from nothing to a token and back', { timeout: 300_000 }, () => {
  it('writes nothing in a preview', async () => {
    const changes = await story.preview(shardDeployment, declared)
    expect(changes.map(({ path, risk }) => [path, risk])).toEqual([
      ['ranks.studio-1.files', 'restarts ranks'],
      ['ranks.studio-2.files', 'restarts ranks'],
    ])
    expect(existsSync(story.ours('studio-1', 'jobs'))).toBe(false)
  })

  it('names who holds the port, leaves it alone and starts nothing', async () => {
    const python = `"$MACLOOM_ROOT"/usr/local/macloom/envs/${DIGEST}/bin/python`
    const serve = `nohup ${python} -m http.server ${declared.port} --bind 127.0.0.1 >/dev/null 2>&1 & echo $!`
    const pid = (await story.hand('studio-1', serve)).trim()
    const listening = `until lsof -nP -iTCP:${declared.port} -sTCP:LISTEN -F pcLn | grep -q p${pid}; do sleep 1; done`
    await story.hand('studio-1', listening)
    story.listen()
    const failure = await story.up(shardDeployment, declared).catch(String)
    expect(failure).toContain('studio-1: start the group tiny: ')
    expect(failure).toContain(` of admin on port ${declared.port} is in the way`)
    expect(story.told).toEqual([])
    await story.hand('studio-1', `kill ${pid}; while kill -0 ${pid} 2>/dev/null; do sleep 1; done`)
  })

  it('starts both ranks as one group whose first tokens are those of a single rank', async () => {
    const outputs = await story.up(shardDeployment, declared)
    expect(outputs.ready.state).toBe('ready')
    const { observed } = outputs
    expect(Object.values(observed?.ranks ?? {})).toMatchObject([
      { job: 'running', groupSize: 2 },
      { job: 'running', groupSize: 2 },
    ])
    expect(observed?.proof).toMatchObject({ prompt: PROMPT, text: alone })
    for (const file of ['rank.sh', 'rank.py', 'hosts.json']) {
      const [one, two] = MACS.map((mac) => readFileSync(story.ours(mac, `jobs/tiny/${file}`), 'utf8'))
      expect(one).toBe(two)
    }
  })

  it('tells nothing when the group stands, and asks it nothing', async () => {
    story.listen()
    const before = await pids()
    await story.up(shardDeployment, declared)
    expect(story.told).toEqual([])
    expect(await pids()).toEqual(before)
  })

  it('sees a rank that died, and starts the whole group again', async () => {
    const before = await pids()
    await story.bench.sim.hands.kill('studio-2', LABEL)
    const changes = await story.preview(shardDeployment, declared)
    expect(changes.map(({ what }) => what)).toEqual(['rank 1 of tiny on studio-2 is not running'])
    expect((await story.up(shardDeployment, declared)).ready.state).toBe('ready')
    const after = await pids()
    expect(after[0]).not.toBe(before[0])
    expect(after[1]).not.toBe(before[1])
  })

  it('is imported by its id alone', async () => {
    expect(await story.read(shardDeployment, 'ShardDeployment/tiny')).toMatchObject({ gone: false, inputs: declared })
  })

  it('makes a missing proof without a restart', async () => {
    const before = await pids()
    await story.hand('studio-1', 'rm "$MACLOOM_ROOT"/usr/local/macloom/run/tiny/proof')
    expect((await story.preview(shardDeployment, declared)).map(({ path, risk }) => [path, risk])).toEqual([
      ['proof', 'restarts ranks'],
    ])
    expect((await story.up(shardDeployment, declared)).observed?.proof).toMatchObject({ text: alone })
    expect(await pids()).toEqual(before)
  })

  it('names the rank and its last words when one cannot start, and leaves no half group', async () => {
    const broken = { ...declared, modelDigest: 'e'.repeat(64), environmentDigest: '0'.repeat(64) }
    const failure = await story.up(shardDeployment, broken).catch(String)
    expect(failure).toMatch(/studio-[12]: start rank [01] of tiny: it ended before it had joined; its log ends: /)
    for (const mac of MACS) await expect(story.hand(mac, `launchctl print system/${LABEL}`)).rejects.toThrow('113')
    expect((await story.up(shardDeployment, declared)).ready.state).toBe('ready')
  })

  it('splits the model into a pipeline when the lab says so', async () => {
    const outputs = await story.up(shardDeployment, { ...declared, strategy: 'pipeline' })
    expect(outputs.observed?.proof).toMatchObject({ text: alone })
  })

  it('names a rank that was started and does nothing', async () => {
    await story.bench.sim.hands.setFault('studio-2', 'job hangs', LABEL)
    const failure = await story.up(shardDeployment, { ...declared, modelDigest: 'f'.repeat(64) }).catch(String)
    expect(failure).toContain('studio-2: start rank 1 of tiny: it was started and has done nothing for')
    await story.bench.sim.hands.clearFault('studio-2', 'job hangs')
  })

  it('forms the same group of stand-in ranks where there is no Python, and they say what they are', async () => {
    const outputs = await story.up(shardDeployment, { ...declared, standIn: true })
    expect(outputs.observed?.proof).toMatchObject({ text: ' (a stand-in rank answers, not MLX)' })
  })

  it('gives back a Mac that is taken out of the ranks: its job, its files and its claim are gone', async () => {
    const one = { ...declared, standIn: true, ranks: declared.ranks.slice(0, 1) }
    const outputs = await story.up(shardDeployment, one)
    expect(outputs.observed).toMatchObject({ ranks: { 'studio-1': { job: 'running', groupSize: 1 } }, left: {} })
    await expect(story.hand('studio-2', `launchctl print system/${LABEL}`)).rejects.toThrow('113')
    for (const path of HELD) expect(existsSync(join(story.bench.root('studio-2'), path))).toBe(false)
    expect(await story.preview(shardDeployment, one)).toEqual([])
  })

  it('goes on without a Mac that left while it was down, and gives it back at destroy', async () => {
    const [one, two] = [1, 2].map((size) => ({ ...declared, standIn: true, ranks: declared.ranks.slice(0, size) }))
    await story.up(shardDeployment, two ?? declared)
    await story.bench.sim.hands.setFault('studio-2', 'down', '1')
    const outputs = await story.up(shardDeployment, one ?? declared)
    expect(outputs).toMatchObject({ ready: { state: 'ready' }, observed: { ranks: { 'studio-1': { groupSize: 1 } } } })
    await story.bench.sim.hands.clearFault('studio-2', 'down')
    for (const path of HELD) expect(existsSync(join(story.bench.root('studio-2'), path))).toBe(true)
    await story.destroy(shardDeployment, one ?? declared)
    await expect(story.hand('studio-2', `launchctl print system/${LABEL}`)).rejects.toThrow('113')
    for (const path of HELD) expect(existsSync(join(story.bench.root('studio-2'), path))).toBe(false)
    await story.up(shardDeployment, two ?? declared)
  })

  it('stops with SIGTERM at release, removes its files, and has nothing to do a second time', async () => {
    await story.destroy(shardDeployment, declared)
    for (const mac of MACS) {
      expect(existsSync(story.ours(mac, 'jobs/tiny'))).toBe(false)
      expect(existsSync(story.ours(mac, 'run/tiny'))).toBe(false)
      expect(existsSync(join(story.bench.root(mac), `Library/LaunchDaemons/${LABEL}.plist`))).toBe(false)
    }
    story.listen()
    await story.destroy(shardDeployment, declared)
    expect(story.told).toEqual([])
  })
})
