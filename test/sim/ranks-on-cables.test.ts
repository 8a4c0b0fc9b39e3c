import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBench, until, type Bench } from './lab.js'
import { device, LEFT_OUT, reaches, separate } from './wires.js'

const PYTHON = process.env['MACLOOM_MLX_PYTHON'] ?? ''
const RANKS = PYTHON === '' ? 'stand-in ranks (MACLOOM_MLX_PYTHON is not set, so no MLX)' : 'ranks of MLX'

const MLX = `import time, mlx.core as mx
group = mx.distributed.init(backend="ring", strict=True)
x, start = mx.ones((2_000_000,)), time.time()
for _ in range(4):
    x = mx.distributed.all_sum(x, stream=mx.cpu)
    mx.eval(x)
print("rank", group.rank(), "of", group.size(), "sum", x[0].item(), "seconds", time.time() - start, flush=True)
time.sleep(600)
`

const HOSTS = [['10.77.0.1:41600'], ['10.77.0.2:41601']]

describe.skipIf(LEFT_OUT)(`two ${RANKS} on a real cable of 200 Mbit/s`, () => {
  let lab: Bench

  beforeAll(async () => {
    const macs = { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14' } }
    const cables = [{ between: 'studio-1:2 <-> studio-2:2', rateMbit: 200 }]
    const options = { cables: 'veth', python: PYTHON === '' ? null : PYTHON } as const
    lab = await startBench({ lab: 'ranks', seed: 5, macs, cables }, options)
    await separate(lab, { 'studio-1': { 2: '10.77.0.1' }, 'studio-2': { 2: '10.77.0.2' } })
  })
  afterAll(() => lab.end())

  test('form a group under launchd, and talk over that cable alone', async () => {
    for (const [rank, mac] of ['studio-1', 'studio-2'].entries()) await startRank(lab, mac, rank)
    await until(() => said(lab, 'studio-1').includes('rank 0 of 2') && said(lab, 'studio-2').includes('rank 1 of 2'))
    const { sent } = await lab.sim.bytesOn('studio-1', device(lab, 'studio-1', 2))
    expect(sent).toBeGreaterThan(0)
    if (PYTHON === '') return
    const seconds = Number(/sum 16\.0 seconds (\S+)/.exec(said(lab, 'studio-1'))?.[1])
    expect(sent).toBeGreaterThan(32_000_000)
    expect((sent * 8) / 1e6 / seconds).toBeLessThan(260)
    const other = await lab.sim.bytesOn('studio-1', 'en0')
    expect(other.received + other.sent).toBeLessThan(1_000_000)
  })

  test('listen where the Mac is, not on this machine', async () => {
    expect(await reaches('127.0.0.1', 41_600)).toBe(false)
    const { stdout } = await lab.ssh('studio-2', 'lsof -nP -iTCP -sTCP:LISTEN')
    expect(stdout).not.toContain('10.77.0.1')
  })
})

async function startRank(lab: Bench, mac: string, rank: number): Promise<void> {
  const at = (path: string): string => join(lab.root(mac), path)
  mkdirSync(at('usr/local/rank/model'), { recursive: true })
  writeFileSync(at('usr/local/rank/hosts.json'), JSON.stringify(HOSTS))
  writeFileSync(at('usr/local/rank/model/config.json'), '{}')
  writeFileSync(at('usr/local/rank/rank.py'), MLX)
  const server = ['--model', '/usr/local/rank/model', '--host', '0.0.0.0', '--port', '8080']
  const program =
    PYTHON === '' ? ['/opt/macloom/stand-in-rank', ...server] : ['/opt/macloom/python3', '/usr/local/rank/rank.py']
  const environment = {
    ...{ MLX_RANK: String(rank), MLX_HOSTFILE: '/usr/local/rank/hosts.json' },
    ...{ MACLOOM_SIZE: '2', MACLOOM_RUN: '/usr/local/rank' },
  }
  const plist = '/Library/LaunchDaemons/org.test.rank.plist'
  writeFileSync(at(plist), job(program, environment), { mode: 0o644 })
  const told = await lab.ssh(mac, `sudo -n launchctl bootstrap system ${plist}`)
  expect(told).toMatchObject({ exit: 0 })
}

function job(program: readonly string[], environment: Readonly<Record<string, string>>): string {
  const words = program.map((word) => `<string>${word}</string>`)
  const pairs = Object.entries(environment).map(([name, value]) => `<key>${name}</key><string>${value}</string>`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>Label</key><string>org.test.rank</string><key>RunAtLoad</key><true/>
<key>ProgramArguments</key><array>${words.join('')}</array>
<key>EnvironmentVariables</key><dict>${pairs.join('')}</dict>
<key>StandardOutPath</key><string>/private/tmp/rank.log</string>
<key>StandardErrorPath</key><string>/private/tmp/rank.log</string></dict></plist>
`
}

function said(lab: Bench, mac: string): string {
  const log = join(lab.root(mac), 'private/tmp/rank.log')
  return existsSync(log) ? readFileSync(log, 'utf8') : ''
}
