import { mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { simDown, simHand, simRuns, simStatus } from '../../src/sim/control.js'
import { newWorld, type NewWorld } from '../../src/sim/new-world.js'
import { startOf } from '../../src/sim/processes.js'
import { startSim, type Sim } from '../../src/sim/sim.js'
import { compiledSim, playSim } from './compiled.js'
import { loginKey, startBench, until, type Bench } from './lab.js'
import {
  carry,
  counted,
  device,
  LEFT_OUT,
  foreignNames,
  namesOf,
  networkOf,
  reaches,
  separate,
  stream,
  type Stream,
} from './wires.js'

const MEGABYTE = 1_000_000
const TWICE: NewWorld = {
  lab: 'wires',
  seed: 7,
  macs: { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14' } },
  cables: ['studio-1:2 <-> studio-2:2', 'studio-1:3 <-> studio-2:3'],
}

describe.skipIf(LEFT_OUT)('two Macs with two cables', () => {
  const before = LEFT_OUT ? [] : foreignNames()
  let lab: Bench

  beforeAll(async () => {
    lab = await startBench(TWICE, { cables: 'veth' })
    await separate(lab, {
      'studio-1': { 2: '10.77.0.1', 3: '10.77.1.1' },
      'studio-2': { 2: '10.77.0.2', 3: '10.77.1.2' },
    })
  })
  afterAll(() => lab.end())

  /** Whether a program on one Mac gets a connection to the SSH port of another. */
  const connects = async (mac: string, address: string): Promise<boolean> =>
    (await lab.ssh(mac, `exec 3<>/dev/tcp/${address}/22`)).exit === 0

  test('a stream is counted on the interfaces of its cable, and not on those of the other', async () => {
    const [first, other] = [await counted(lab, 'studio-1', 2), await counted(lab, 'studio-1', 3)]
    const { bytes, from } = await carry(lab, 'studio-1', 'studio-2', '10.77.1.2', 20 * MEGABYTE)
    expect({ bytes, from }).toEqual({ bytes: 20 * MEGABYTE, from: '10.77.1.1' })
    expect((await counted(lab, 'studio-1', 3)) - other).toBeGreaterThan(20 * MEGABYTE)
    expect(await counted(lab, 'studio-2', 3)).toBeGreaterThan(20 * MEGABYTE)
    expect((await counted(lab, 'studio-1', 2)) - first).toBeLessThan(MEGABYTE)
  })

  test('a cable lets no more through than its limit', async () => {
    await lab.sim.hands.limit('studio-1:2', 200)
    const { bytes, seconds } = await carry(lab, 'studio-1', 'studio-2', '10.77.0.2', 25 * MEGABYTE)
    expect((bytes * 8) / 1e6 / seconds).toBeLessThan(260)
    await lab.sim.hands.limit('studio-1:2', null)
  })

  test('a stream stops when its cable is pulled, ping agrees, and it goes on when somebody plugs it in again', async () => {
    await lab.sim.hands.limit('studio-1:2', 20)
    const start = await counted(lab, 'studio-2', 2)
    const stream = carry(lab, 'studio-1', 'studio-2', '10.77.0.2', 4 * MEGABYTE)
    await until(async () => (await counted(lab, 'studio-2', 2)) > start + MEGABYTE)
    expect((await lab.ssh('studio-1', 'ping -c 1 10.77.0.2')).exit).toBe(0)
    expect(await connects('studio-1', '10.77.0.2')).toBe(true)
    await lab.sim.hands.unplug('studio-2:2')
    expect((await lab.ssh('studio-1', 'ping -c 1 10.77.0.2')).exit).toBe(2)
    expect(await connects('studio-1', '10.77.0.2')).toBe(false)
    await expect(counted(lab, 'studio-1', 2)).rejects.toThrow(device(lab, 'studio-1', 2))
    await lab.sim.hands.plug('studio-1:2', 'studio-2:2')
    expect((await stream).bytes).toBe(4 * MEGABYTE)
    expect((await lab.ssh('studio-1', 'ping -c 1 10.77.0.2')).exit).toBe(0)
  })

  test('what is told with ifconfig is true for programs: an interface that is down carries nothing', async () => {
    const wire = device(lab, 'studio-1', 3)
    await lab.ssh('studio-1', `sudo -n ifconfig ${wire} down`)
    expect(await connects('studio-1', '10.77.1.2')).toBe(false)
    await lab.ssh('studio-1', `sudo -n ifconfig ${wire} up`)
    expect(await connects('studio-1', '10.77.1.2')).toBe(true)
  })

  test('the cable of a Mac that is off carries nothing, and its neighbour has what it had when it is on again', async () => {
    await lab.sim.hands.shutDown('studio-2')
    expect((await lab.ssh('studio-1', 'ping -c 1 10.77.0.2')).exit).toBe(2)
    await expect(counted(lab, 'studio-1', 2)).rejects.toThrow(device(lab, 'studio-1', 2))
    await lab.sim.hands.start('studio-2')
    await lab.sim.hands.reboot('studio-1')
    expect((await carry(lab, 'studio-2', 'studio-1', '10.77.0.1', MEGABYTE)).from).toBe('10.77.0.2')
  })

  test('what listens on a Mac is reached from here at the address of its SSH server, and listed by its own lsof', async () => {
    const { address, port } = lab.sim.macs['studio-1'] ?? { address: '', port: 0 }
    expect(port).toBe(22)
    const taken = lab.ssh('studio-1', stream('take', '0.0.0.0', 8080))
    await until(async () => (await lab.ssh('studio-1', 'lsof -nP -iTCP:8080 -sTCP:LISTEN')).stdout.includes('*:8080'))
    expect((await lab.ssh('studio-2', 'lsof -nP -iTCP:8080 -sTCP:LISTEN')).stdout).toBe('')
    expect(await reaches(address, 8080)).toBe(true)
    expect((JSON.parse((await taken).stdout) as Stream).from).toMatch(/^198\.1[89]\.\d+\.1$/)
  })

  test('a Mac whose Ethernet is taken down is out of reach until somebody restarts it', async () => {
    const { address, port } = lab.sim.macs['studio-2'] ?? { address: '', port: 0 }
    // The connection that tells it would hang with the Mac, so the Mac does it when we are gone.
    const script = 'until [ -e go ]; do sleep 0.05; done; sudo -n ifconfig en0 down'
    await lab.ssh('studio-2', `nohup sh -c '${script}' >/dev/null 2>&1 &`)
    writeFileSync(join(lab.root('studio-2'), 'Users/admin/go'), '')
    await until(async () => !(await reaches(address, port)))
    await lab.sim.hands.reboot('studio-2')
    expect((await lab.ssh('studio-2', 'true')).exit).toBe(0)
  })

  test('stop leaves this machine’s namespaces and interfaces as they were', async () => {
    const { address } = lab.sim.macs['studio-1'] ?? { address: '' }
    const lan = networkOf(address)
    expect(namesOf(lan)).toEqual([lan, lan, `${lan}-studio-1`, `${lan}-studio-2`])
    await lab.sim.stop()
    expect(namesOf(lan)).toEqual([])
    expect(foreignNames()).toEqual(before)
  })
})

describe.skipIf(LEFT_OUT)('Macs as they come out of the box', () => {
  const three = (cables: readonly string[]): NewWorld => {
    const model = { model: 'Mac15,14' }
    return { lab: 'bridges', seed: 3, macs: { 'studio-1': model, 'studio-2': model, 'studio-3': model }, cables }
  }
  const LINE = ['studio-1:1 <-> studio-2:1', 'studio-2:2 <-> studio-3:1']
  const bridgeAddress = (lab: Bench, mac: string): string =>
    lab.sim.world().macs[mac]?.kernel.bridges['bridge0']?.addresses[0]?.address ?? 'none'

  test('a stream goes through the Thunderbolt bridge of the Mac between', async () => {
    const lab = await startBench(three(LINE), { cables: 'veth' })
    try {
      const { bytes } = await carry(lab, 'studio-1', 'studio-3', bridgeAddress(lab, 'studio-3'), 5 * MEGABYTE)
      expect(bytes).toBe(5 * MEGABYTE)
      expect(await counted(lab, 'studio-2', 1)).toBeGreaterThan(5 * MEGABYTE)
      expect(await counted(lab, 'studio-2', 2)).toBeGreaterThan(5 * MEGABYTE)
    } finally {
      await lab.end()
    }
  })

  test('in a ring of Thunderbolt bridges one question goes round for ever, until a cable is pulled', async () => {
    const lab = await startBench(three([...LINE, 'studio-3:2 <-> studio-1:2']), { cables: 'veth' })
    try {
      const start = await counted(lab, 'studio-2', 1)
      // Asked for until it goes round: the first question may find a port that is not up yet.
      const nobody = bridgeAddress(lab, 'studio-3').replace(/\d+$/, '77')
      await until(async () => {
        await lab.ssh('studio-1', `exec 3<>/dev/tcp/${nobody}/7000`)
        return (await counted(lab, 'studio-2', 1)) > start + 50_000
      })
      await lab.sim.hands.unplug('studio-3:2')
      let last = -1
      await until(async () => {
        const now = await counted(lab, 'studio-2', 1)
        const still = now === last
        last = now
        return still
      })
    } finally {
      await lab.end()
    }
  })
})

const STAYS = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>Label</key><string>org.test.stays</string><key>RunAtLoad</key><true/>
<key>ProgramArguments</key><array><string>/bin/sh</string><string>-c</string><string>while :; do sleep 0.1; done</string></array>
</dict></plist>
`

describe.skipIf(LEFT_OUT)('when the sim itself ends without a stop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sim-test-'))
  const key = loginKey(folder)
  const directories: string[] = []
  afterEach(async () => {
    for (const directory of directories.splice(0)) await simDown(directory)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** A sim with one job on studio-1, in a process that has been killed. */
  async function killed(name: string): Promise<{ directory: string; main: string; pid: number; address: string }> {
    const directory = join(folder, name)
    directories.push(directory)
    const main = compiledSim(join(folder, 'compiled'))
    const child = await playSim(main, directory, newWorld(TWICE), [key.line], { cables: 'veth' })
    const job = join(directory, 'macs/studio-1/root/Library/LaunchDaemons/org.test.stays.plist')
    writeFileSync(job, STAYS, { mode: 0o644 })
    await simHand(directory, 'reboot', 'studio-1')
    const { macs } = await simStatus(directory)
    const state = join(directory, 'macs/studio-1/run/jobs/org.test.stays/state.json')
    const { pid } = JSON.parse(readFileSync(state, 'utf8')) as { pid: number }
    child.kill('SIGKILL')
    await until(() => !simRuns(directory))
    return { directory, main, pid, address: macs['studio-1']?.address ?? '' }
  }

  test('the next one takes over its network with the jobs that run in it', async () => {
    const { directory, main, pid, address } = await killed('taken')
    const network = readlinkSync(`/proc/${pid}/ns/net`)
    const child = await playSim(main, directory, newWorld(TWICE), [key.line], { cables: 'veth' })
    expect((await simStatus(directory)).macs['studio-1']?.address).toBe(address)
    expect(readlinkSync(`/proc/${pid}/ns/net`)).toBe(network)
    expect(await reaches(address, 22)).toBe(true)
    await simHand(directory, 'reboot', 'studio-1')
    const state = join(directory, 'macs/studio-1/run/jobs/org.test.stays/state.json')
    const next = JSON.parse(readFileSync(state, 'utf8')) as { pid: number }
    expect(readlinkSync(`/proc/${next.pid}/ns/net`)).toBe(network)
    child.kill('SIGKILL')
    await until(() => !simRuns(directory))
    await simDown(directory)
    expect(namesOf(networkOf(address))).toEqual([])
  })

  test('a new sim of the same lab clears away what it left', async () => {
    const { directory, pid, address } = await killed('left')
    const options = { authorizedKeys: [], python: null, cables: 'veth' } as const
    const start = (lab: string, where: string): Promise<Sim> =>
      startSim({ world: newWorld({ ...TWICE, lab }), directory: `${directory}-${where}`, ...options })
    await (await start('another lab', 'other')).stop()
    expect(namesOf(networkOf(address))).toHaveLength(4)
    await (await start(TWICE.lab, 'same')).stop()
    expect(namesOf(networkOf(address))).toEqual([])
    expect(startOf(pid)).toBeNull()
  })
})
