import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RANK_PROGRAM } from '../../src/mlx/rank-program.js'
import { wrapper, type WrapperPlan } from '../../src/mlx/wrapper.js'

const PLAN: WrapperPlan = {
  ...{ name: 'kimi', model: 'kimi-k2', environmentDigest: 'abc', modelDigest: 'def', backend: 'ring' },
  ...{ strategy: 'pipeline', size: 2, host: '127.0.0.1', port: 8080, standIn: false },
  environment: { MLX_METAL_FAST_SYNCH: "it's 0" },
  ranks: [
    { addresses: ['10.77.0.1'], port: 32323 },
    { addresses: ['10.77.0.2', '10.77.0.6'], port: 32324 },
  ],
}

let folder: string
const tools = ['sh', 'date', 'dirname', 'mkdir', 'rm', 'grep', 'head', 'cat', 'env']

/** A place for the wrapper where ifconfig, lsof, sysctl, sleep and the Python are scripts of this test. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wrapper-'))
  for (const each of ['jobs/kimi', 'run', 'bin', 'envs/abc/bin']) mkdirSync(join(folder, each), { recursive: true })
  for (const tool of tools) program(`bin/${tool}`, `exec ${which(tool)} "$@"`)
  program(
    'bin/ifconfig',
    'printf "\\tinet 10.77.0.1 netmask 0xfffffffc\\n\\tinet 10.77.0.2 netmask 0xfffffffc\\n\\tinet 10.77.0.6 netmask x\\n"',
  )
  program('bin/lsof', 'exit 1')
  program('bin/sleep', 'exit 0')
  program('envs/abc/bin/python', 'echo "$@"; env')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function which(tool: string): string {
  return spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim()
}

function program(path: string, body: string): void {
  writeFileSync(join(folder, path), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
}

function start(rank: string, plan: WrapperPlan = PLAN) {
  writeFileSync(join(folder, 'jobs/kimi/rank.sh'), wrapper(plan))
  const env = { MACLOOM_PATH: join(folder, 'bin') }
  return spawnSync('/bin/sh', [join(folder, 'jobs/kimi/rank.sh'), rank], { encoding: 'utf8', env })
}

describe('the wrapper that launchd runs', () => {
  it('becomes the rank, with everything that MLX and the server need', () => {
    const { status, stdout } = start('1')
    expect(status).toBe(0)
    expect(stdout).toContain(
      `-B ${folder}/jobs/kimi/rank.py --model ${folder}/models/kimi-k2 --host 127.0.0.1 --port 8080 --pipeline\n`,
    )
    expect(stdout).toContain('MLX_RANK=1\n')
    expect(stdout).toContain(`MLX_HOSTFILE=${folder}/jobs/kimi/hosts.json\n`)
    expect(stdout).toContain('MACLOOM_SIZE=2\n')
    expect(stdout).toContain('HF_HUB_OFFLINE=1\n')
    expect(stdout).toContain("MLX_METAL_FAST_SYNCH=it's 0\n")
  })

  it('forgets what an earlier start has reported', () => {
    mkdirSync(join(folder, 'run/kimi'))
    for (const name of ['epoch', 'group-size.0', 'group-size.1']) writeFileSync(join(folder, 'run/kimi', name), '2\n')
    start('1')
    expect(existsSync(join(folder, 'run/kimi/epoch'))).toBe(false)
    expect(existsSync(join(folder, 'run/kimi/group-size.1'))).toBe(false)
    expect(existsSync(join(folder, 'run/kimi/group-size.0'))).toBe(true)
    expect(existsSync(join(folder, 'run/kimi/begun.1'))).toBe(true)
  })

  it('waits until its addresses are there', () => {
    program('bin/ifconfig', `test -f ${folder}/up && printf '\\tinet 10.77.0.1 netmask x\\n'`)
    program('bin/sleep', `: > ${folder}/up`)
    const { status, stdout } = start('0')
    expect(status).toBe(0)
    expect(stdout).toContain('waiting: no interface has the address 10.77.0.1')
    expect(stdout).toContain('--port 8080')
  })

  it('does not take 10.77.0.10 for 10.77.0.1', () => {
    program('bin/ifconfig', "printf '\\tinet 10.77.0.10 netmask x\\n'")
    expect(start('0').stdout).toContain('gave up after 120 s: no interface has the address 10.77.0.1')
  })

  it('gives up with a temporary failure, and says who holds the port', () => {
    program('bin/lsof', 'case $* in *TCP:8080*) printf "p4711\\ncnode\\n";; *) exit 1;; esac')
    const { status, stdout } = start('0')
    expect(status).toBe(75)
    expect(stdout).toContain('gave up after 120 s: port 8080 is taken by process 4711')
  })

  it('waits for every port of its cables, and only rank 0 for that of the endpoint', () => {
    program('bin/lsof', `echo "$*" >> ${folder}/asked; exit 1`)
    start('1')
    expect(readFileSync(join(folder, 'asked'), 'utf8').match(/TCP:\d+/g)).toEqual(['TCP:32324', 'TCP:32325'])
  })

  it('waits for the wired-memory limit of its own Mac, which is set at boot by another job, and for none that is not set', () => {
    program('bin/sysctl', 'echo 1000')
    const ranks = [900, 2000].map((wiredLimitMb, rank) => ({ addresses: [], port: 32323 + rank, wiredLimitMb }))
    expect(start('0', { ...PLAN, ranks }).status).toBe(0)
    expect(start('1', { ...PLAN, ranks }).stdout).toContain('the wired-memory limit is 1000 MiB, 2000 are needed')
    program('bin/sysctl', 'exit 1')
    expect(start('1').status).toBe(0)
  })

  it('refuses a rank that the deployment does not have', () => {
    expect(start('2').status).toBe(64)
  })

  it('starts one rank alone without a group', () => {
    const { stdout } = start('0', { ...PLAN, size: 1, ranks: PLAN.ranks.slice(0, 1), strategy: 'tensor' })
    expect(stdout).toContain('MACLOOM_SIZE=1\n')
    expect(stdout).not.toContain('MLX_HOSTFILE')
    expect(stdout).not.toContain('--pipeline')
  })

  it('is the same text on every Mac: nothing in it says where it runs', () => {
    expect(wrapper(PLAN)).not.toContain('/usr/local')
    expect(wrapper({ ...PLAN, modelDigest: 'other' })).not.toBe(wrapper(PLAN))
  })
})

describe('the program of a rank', () => {
  it('ends when fewer ranks answer than were declared, instead of serving alone', () => {
    expect(RANK_PROGRAM).toContain('strict=True')
    expect(RANK_PROGRAM).toContain('if total != size or group.size() != size:')
  })
})
