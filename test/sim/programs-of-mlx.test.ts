import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchFile } from '../../src/mlx/host-file.js'
import { hostMlx } from '../../tools/mlx.mjs'
import { runProgram, startBench, type Bench, type Said } from './lab.js'
import { freePort } from '../free-port.js'

let bench: Bench
let bin: string
let python: string

beforeAll(async () => {
  const mlx = await hostMlx()
  if (mlx.python === null) throw new Error(`these tests need MLX on this machine: ${mlx.why}`)
  ;({ bin, python } = mlx)
  const macs = { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14' }, laptop: { model: 'Mac17,7' } }
  const cables = ['studio-1:2 <-> studio-2:3', 'studio-1:4 <-> laptop:1', 'studio-2:5 <-> laptop:2']
  bench = await startBench({ lab: 'mlx', seed: 3, macs, cables })
  // OpenSSH finds its configuration through the password file, not through HOME; a program of this name first on PATH is told where.
  const folder = join(bench.folder, 'path')
  mkdirSync(folder)
  const ssh = String(spawnSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).stdout).trim()
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\nexec ${ssh} -F ${join(bench.folder, 'ssh_config')} "$@"\n`)
  chmodSync(join(folder, 'ssh'), 0o755)
}, 600_000)
afterAll(() => bench.end())

function ofMlx(program: string, ...words: readonly string[]): Promise<Said> {
  const env = { ...process.env, PATH: `${join(bench.folder, 'path')}:${process.env.PATH}` }
  return runProgram(join(bin, program), words, '', env)
}

const ALL = 'studio-1,studio-2,laptop'

describe('programs nobody here wrote', () => {
  test('mlx.distributed_config --dot draws the cables of the sim', async () => {
    const said = await ofMlx('mlx.distributed_config', '--hosts', ALL, '--over', 'thunderbolt', '--dot')
    expect(said).toMatchObject({ exit: 0, stderr: '' })
    const names = new Map([...said.stdout.matchAll(/^ {2}(\w) \[label="(.*)"\];$/gm)].map(([, id, name]) => [id, name]))
    const edges = [...said.stdout.matchAll(/^ {2}(\w) -- (\w) \[label="(\w+)\/(\w+)"\]$/gm)].map(
      ([, a, b, from, to]) => `${names.get(a)} ${from} ${names.get(b)} ${to}`,
    )
    const here = async (mac: string, receptacle: number): Promise<string> => {
      const { stdout } = await bench.ssh(mac, 'networksetup -listallhardwareports')
      return new RegExp(`Hardware Port: Thunderbolt ${receptacle}\nDevice: (.*)`).exec(stdout)?.[1] ?? '?'
    }
    expect(edges.sort()).toEqual(
      [
        `studio-1 ${await here('studio-1', 2)} studio-2 ${await here('studio-2', 3)}`,
        `studio-1 ${await here('studio-1', 4)} laptop ${await here('laptop', 1)}`,
        `studio-2 ${await here('studio-2', 5)} laptop ${await here('laptop', 2)}`,
      ].sort(),
    )
  })

  test('mlx.distributed_config draws one cable less when one is pulled', async () => {
    await bench.sim.hands.unplug('laptop:2')
    const said = await ofMlx('mlx.distributed_config', '--hosts', ALL, '--dot')
    expect(said.stdout.match(/ -- /g)).toHaveLength(2)
    await bench.sim.hands.plug('studio-2:5', 'laptop:2')
  })

  test('mlx.distributed_config writes a JACCL host file when RDMA is on, with the devices that the sim’s cables give', async () => {
    for (const mac of ALL.split(',')) await bench.sim.hands.enableRdma(mac)
    const file = join(bench.folder, 'jaccl.json')
    const said = await ofMlx(
      'mlx.distributed_config',
      '--hosts',
      ALL,
      '--output-hostfile',
      file,
      '--auto-setup',
      '--backend',
      'jaccl',
    )
    expect(said.exit).toBe(0)
    const { backend, hosts } = JSON.parse(readFileSync(file, 'utf8')) as {
      backend: string
      hosts: { rdma: unknown[]; ips: string[] }[]
    }
    expect(backend).toBe('jaccl')
    expect(
      hosts.map(({ rdma }, rank) => [rdma[rank], rdma.filter((cell) => /^rdma_en\d+$/.test(String(cell))).length]),
    ).toEqual([
      [null, 2],
      [null, 2],
      [null, 2],
    ])
    expect(hosts.every(({ ips }) => /^\d+\.\d+\.\d+\.\d+$/.test(ips[0] ?? ''))).toBe(true)
  })

  test('mlx.launch runs a real two-rank job on sim Macs from the host file that we generate', async () => {
    const hosts = [
      { ssh: 'studio-1', ips: ['127.77.9.1'], rdma: [] },
      { ssh: 'studio-2', ips: ['127.77.9.2'], rdma: [] },
    ]
    const file = join(bench.folder, 'hosts.json')
    writeFileSync(file, launchFile({ backend: 'ring', envs: ['COLOUR=green'], hosts }))
    const job = [
      'import os, mlx.core as mx',
      'g = mx.distributed.init(backend="ring", strict=True)',
      'total = mx.distributed.all_sum(mx.array([1.0 + g.rank()]), stream=mx.cpu)',
      'mac = os.path.basename(os.path.dirname(os.environ["MACLOOM_ROOT"]))',
      'print("rank", g.rank(), "of", g.size(), "on", mac, total.item(), os.environ["COLOUR"], os.isatty(1), flush=True)',
    ].join('\n')
    const words = ['--hostfile', file, '--starting-port', String(await freePort()), '--python', python, '--', '-c', job]
    const said = await ofMlx('mlx.launch', ...words)
    expect(said.stdout).toContain('rank 0 of 2 on studio-1 3.0 green True')
    expect(said.stdout).toContain('rank 1 of 2 on studio-2 3.0 green True')
    expect(said.exit).toBe(0)
  })
})
