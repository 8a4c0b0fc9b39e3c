import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseLaunchFile } from '../../src/lab/launch-file.js'
import { launchFile } from '../../src/mlx/host-file.js'
import { hostMlx } from '../../tools/mlx.mjs'
import { macloom, type Ran } from '../cli/terminal.js'
import { runProgram, startBench, type Bench, type Said } from './lab.js'
import { oldDock } from './tools/thunderbolt-worlds.js'
import { cablesOf, goesRound, nameOf, wiringClasses, type WiringClass } from './wirings.js'

/** Macs with RDMA on and Macs with RDMA off, cabled alike: each wiring is judged once with each. */
const SETS = ['on', 'off'] as const
/** Pairs whose one cable never changes: slow, through a dock, in the receptacles beside Ethernet. */
const PAIRS = ['slow', 'dock', 'beside'] as const
type Set = (typeof SETS)[number] | (typeof PAIRS)[number]
const macsOf = (set: Set, count = 4): string[] => Array.from({ length: count }, (_, index) => `${set}${index + 1}`)

let bench: Bench
let bin: string
let plugged: string[] = []

beforeAll(async () => {
  const mlx = await hostMlx()
  if (mlx.python === null) throw new Error(`these tests need MLX on this machine: ${mlx.why}`)
  bin = mlx.bin
  const names = [...SETS.flatMap((set) => macsOf(set)), ...PAIRS.flatMap((set) => macsOf(set, 2))]
  const macs = Object.fromEntries(names.map((mac) => [mac, { model: 'Mac15,14' }]))
  const cables = [
    { between: 'slow1:2 <-> slow2:2', gbps: 40 },
    ...['dock1:2 <-> dock:1', 'dock:2 <-> dock2:2', 'beside1:1 <-> beside2:1'],
  ]
  bench = await startBench({ lab: 'wiring', seed: 3, macs, cables, devices: { dock: oldDock } })
  const withRdma = [...macsOf('on'), ...PAIRS.flatMap((set) => macsOf(set, 2))]
  await Promise.all(withRdma.map((mac) => bench.sim.hands.enableRdma(mac)))
  sshForBoth()
}, 600_000)
afterAll(() => bench.end())

/** One configuration for both: macloom reads ~/.ssh/config, and MLX runs `ssh`, which is told of it by a program first on PATH. */
function sshForBoth(): void {
  const home = join(bench.folder, '.ssh')
  mkdirSync(home)
  const config = readFileSync(join(bench.folder, 'ssh_config'), 'utf8')
  writeFileSync(join(home, 'config'), config)
  const folder = join(bench.folder, 'path')
  mkdirSync(folder)
  const ssh = String(spawnSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).stdout).trim()
  const shared = `-o ControlMaster=auto -o ControlPersist=30 -o ControlPath=${join(bench.folder, 'c-%n')}`
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\nexec ${ssh} ${shared} -F ${join(bench.folder, 'ssh_config')} "$@"\n`)
  chmodSync(join(folder, 'ssh'), 0o755)
}

async function rewire(wiring: WiringClass): Promise<void> {
  const wanted = SETS.flatMap((set) =>
    cablesOf(wiring).map((ends) => ends.map(([mac, receptacle]) => `${set}${mac + 1}:${receptacle}`).join(' <-> ')),
  )
  for (const cable of plugged.filter((one) => !wanted.includes(one))) {
    await bench.sim.hands.unplug(cable.split(' <-> ')[0] ?? '')
  }
  for (const cable of wanted.filter((one) => !plugged.includes(one))) {
    const [a = '', b = ''] = cable.split(' <-> ')
    await bench.sim.hands.plug(a, b)
  }
  plugged = wanted
}

interface Judged {
  readonly theirs: Said
  /** The host file that they wrote, null where they refused. */
  readonly file: string | null
  readonly ours: Ran
}

async function judged(
  set: Set,
  wiring: WiringClass,
  over: 'thunderbolt' | 'ethernet' = 'thunderbolt',
  links = linesOf(set),
): Promise<Judged> {
  const macs = macsOf(set, wiring.macs)
  const file = join(bench.folder, `${set}.json`)
  rmSync(file, { force: true })
  const env = { ...process.env, PATH: `${join(bench.folder, 'path')}:${process.env.PATH}` }
  const words = ['--hosts', macs.join(','), '--over', over, '--auto-setup', '--output-hostfile', file]
  const lab = labFile(set, wiring, links)
  const theirs = await runProgram(join(bin, 'mlx.distributed_config'), words, '', env)
  const ours = await macloom(['wiring', lab, '--hostfile', over], home())
  return { theirs, ours, file: existsSync(file) ? readFileSync(file, 'utf8') : null }
}

/** What macloom takes of its surroundings here: ~/.ssh/config and the key that it names. */
function home() {
  return { env: { HOME: bench.folder } }
}

function linesOf(set: Set): string {
  const own = plugged.filter((cable) => cable.startsWith(set)).map((cable) => `  - ${cable}\n`)
  return own.length === 0 ? '' : `links:\n${own.join('')}`
}

function labFile(set: Set, wiring: WiringClass, links = linesOf(set)): string {
  const names = macsOf(set, wiring.macs)
  const macs = names.map((mac) => {
    const ethernet = bench.sim.world().macs[mac]?.lan?.address ?? ''
    return `  ${mac}: { address: ${mac}, hostKey: "${bench.sim.macs[mac]?.hostKey ?? ''}", model: "Mac15,14", ethernet: ${ethernet} }`
  })
  const text = `lab: ${set}\nmacs:\n${macs.join('\n')}\nrdma: enabled\n${links}`
  const path = join(bench.folder, `${set}.yaml`)
  writeFileSync(path, text)
  return path
}

/** Everything that a host file says but the addresses of cables, which are ours on purpose. */
function withoutAddresses(text: string): unknown {
  const { backend, hosts } = parseLaunchFile(text, 'hosts.json')
  return { backend, hosts: hosts.map(({ ssh, ips, rdma }) => ({ ssh, rdma, cables: ips.length })) }
}

/**
 * Every wiring that MLX accepts, two cables between two Macs included, is in `npm run wirings`; here are those with one
 * cable between two, one of each shape that it refuses, and every eighth of those with two.
 */
function chosen(): WiringClass[] {
  const all = wiringClasses(2)
  if (process.env['WIRINGS'] === 'all') return all
  const single = wiringClasses(1)
  const doubled = all.filter((one) => goesRound(one) && one.cables.includes(2))
  const chain = { macs: 3, cables: [1, 0, 1] }
  const star = { macs: 4, cables: [1, 1, 1, 0, 0, 0] }
  const islands = { macs: 4, cables: [1, 0, 0, 0, 0, 1] }
  return [...single.filter(goesRound), ...doubled.filter((_, index) => index % 8 === 3), chain, star, islands]
}

describe('the verdict over a wiring is that of mlx.distributed_config, and so is the host file', () => {
  test.each(chosen().map((wiring) => [nameOf(wiring), wiring] as const))('%s', async (_name, wiring) => {
    await rewire(wiring)
    const [on, off] = await Promise.all(SETS.map((set) => judged(set, wiring)))
    if (on === undefined || off === undefined) throw new Error('both sets are judged')
    const accepted = goesRound(wiring) ? 0 : 1
    for (const { theirs, ours } of [on, off]) {
      expect({ theirs: theirs.exit, ours: ours.exit }, ours.stderr).toEqual({ theirs: accepted, ours: accepted })
    }
    if (on.file === null || off.file === null) {
      expect([on.ours.stderr, off.ours.stderr]).toEqual(Array(2).fill(expect.stringContaining('no host file: ')))
      return
    }
    expect(on.ours.stdout).toBe(on.file)
    expect(withoutAddresses(off.ours.stdout)).toEqual(withoutAddresses(off.file))
    for (const { file } of [on, off]) expect(launchFile(parseLaunchFile(file ?? '', 'theirs.json'))).toBe(file)
  })

  test('over Ethernet', async () => {
    const wiring = { macs: 3, cables: [0, 0, 0] }
    await rewire(wiring)
    const { file, ours } = await judged('off', wiring, 'ethernet')
    expect(ours.stdout).toBe(file)
  })

  test('with RDMA off on one Mac of a mesh: no RDMA at all', async () => {
    await rewire({ macs: 2, cables: [1] })
    await bench.sim.hands.disableRdma('on2')
    const { file, ours } = await judged('on', { macs: 2, cables: [1] })
    await bench.sim.hands.enableRdma('on2')
    expect(withoutAddresses(ours.stdout)).toEqual(withoutAddresses(file ?? ''))
    expect(withoutAddresses(ours.stdout)).toMatchObject({ backend: 'ring' })
  })
})

describe('their --auto-setup', () => {
  test('gives the cables addresses on the sim Macs, and changes nothing about our verdict', async () => {
    const wiring = { macs: 2, cables: [2] }
    await rewire(wiring)
    const first = await judged('on', wiring)
    expect((await bench.ssh('on1', 'ifconfig en3')).stdout).toMatch(/inet 192\.168\.0\.\d/)
    expect(await macloom(['wiring', labFile('on', wiring), '--hostfile'], home())).toEqual(first.ours)
  })
})

describe('what their library reads of a file of ours', () => {
  test('is what we wrote, to the byte, odd characters included', async () => {
    const hosts = [
      { ssh: 'admin@mäc-1.local', ips: ['10.0.0.1', '10.0.0.2'], rdma: [null, ['rdma_en5', 'rdma_en2']] },
      { ssh: 'a"b\\c \u007f\u{1f5a5}', ips: [], rdma: ['rdma_en3', null] },
    ]
    const text = launchFile({ backend: 'jaccl-ring', envs: ['A=é'], hosts })
    const path = join(bench.folder, 'ours.json')
    writeFileSync(path, text)
    const program = [
      'import json, sys',
      'from mlx._distributed_utils.common import Hostfile',
      'sys.stdout.write(json.dumps(Hostfile.from_file(sys.argv[1]).to_json(), indent=4))',
    ].join('\n')
    expect(await runProgram(join(bin, 'python'), ['-c', program, path])).toEqual({ exit: 0, stdout: text, stderr: '' })
  })

  test('in the list form, theirs and ours read the same', async () => {
    const path = join(bench.folder, 'list.json')
    writeFileSync(path, '[{"ssh": "a", "ips": ["10.0.0.1"]}, {"ssh": "b", "rdma": [null, null]}]')
    const program = [
      'import json, sys',
      'from mlx._distributed_utils.common import Hostfile',
      'sys.stdout.write(json.dumps(Hostfile.from_file(sys.argv[1]).to_json(), indent=4))',
    ].join('\n')
    const { stdout } = await runProgram(join(bin, 'python'), ['-c', program, path])
    expect(launchFile(parseLaunchFile(readFileSync(path, 'utf8'), path))).toBe(stdout)
  })
})

/** Where we differ on purpose: what they do, what we do, and the row of docs/wiring.md that says so. */
describe('where the two differ on purpose', () => {
  const DOCS = readFileSync('docs/wiring.md', 'utf8')
  const documented = (row: string) => expect(DOCS).toContain(`| ${row} |`)
  const pair = (set: Set, minimumGbps?: number) => {
    const ends = `between: ["${set}1:2", "${set}2:2"]`
    return minimumGbps === undefined ? `{ ${ends} }` : `{ ${ends}, minimumGbps: ${minimumGbps} }`
  }
  const both = async (set: Set, link: string) => {
    const wiring = { macs: 2, cables: [1] }
    return judged(set, wiring, 'thunderbolt', `links:\n  - ${link}\n`)
  }

  test('a cable at 40 Gb/s takes RDMA for them and a ring over TCP for us', async () => {
    documented('a cable at 40 Gb/s or less')
    const { file, ours } = await both('slow', pair('slow', 40))
    expect(JSON.parse(file ?? '')).toMatchObject({ backend: 'jaccl' })
    expect(JSON.parse(ours.stdout)).toMatchObject({ backend: 'ring' })
  })

  test('a Mac behind a dock is not cabled for them; we name the dock', async () => {
    documented('a dock or hub between two Macs')
    const { theirs, ours } = await both('dock', pair('dock'))
    expect([theirs.exit, ours.exit]).toEqual([1, 1])
    const sheet = await macloom(['wiring', join(bench.folder, 'dock.yaml')], home())
    expect(sheet.stdout).toMatch(/dock1:2 .* WRONG: through a dock/)
  })

  test('the receptacle of a Mac Studio beside Ethernet is taken by both; we name the doubt', async () => {
    documented('the receptacle of a Mac Studio beside Ethernet')
    const { file, ours } = await both('beside', '{ between: ["beside1:1", "beside2:1"] }')
    expect(ours.stdout).toBe(file)
    const sheet = await macloom(['wiring', join(bench.folder, 'beside.yaml')], home())
    expect(sheet.stdout).toContain('beside Ethernet takes no RDMA, while MLX lists its device')
  })

  test('cables that are not as declared give no host file but the plug to move', async () => {
    documented('cables that are not as the lab file has them')
    const { file, ours } = await both('beside', '{ between: ["beside1:1", "beside2:2"] }')
    expect(JSON.parse(file ?? '')).toMatchObject({ backend: 'jaccl' })
    expect(ours).toMatchObject({ exit: 1, stdout: '' })
    expect(ours.stderr).toContain('the cables are not as declared')
  })

  test('one Mac ends them with a Python error; we say that it needs no backend', async () => {
    documented('one Mac')
    const { theirs, ours } = await judged('on', { macs: 1, cables: [] }, 'thunderbolt', '')
    expect(theirs.stderr).toContain('Traceback')
    expect(ours.stderr).toContain('one Mac by itself needs no backend')
  })

  test('the addresses of a ring are those of the lab, which stay', async () => {
    documented('addresses of a ring over TCP')
    await rewire({ macs: 2, cables: [1] })
    const { file, ours } = await judged('off', { macs: 2, cables: [1] })
    expect(JSON.parse(file ?? '')).toMatchObject({ hosts: [{ ips: ['192.168.0.1'] }, { ips: ['192.168.0.2'] }] })
    const { hosts } = parseLaunchFile(ours.stdout, 'ours')
    expect(hosts.flatMap(({ ips }) => ips).every((ip) => ip.startsWith('10.77.'))).toBe(true)
  })
})
