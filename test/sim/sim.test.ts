import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { simDown, simHand, simRuns, simStatus } from '../../src/sim/control.js'
import { newWorld, type NewWorld } from '../../src/sim/new-world.js'
import { startOf } from '../../src/sim/processes.js'
import { startSim } from '../../src/sim/sim.js'
import { compiledSim, playSim } from './compiled.js'
import { loginKey, PAIR, startBench, until, type Bench } from './lab.js'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function bench(...words: Parameters<typeof startBench>): Promise<Bench> {
  const made = await startBench(...words)
  ends.push(() => made.end())
  return made
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sim-test-'))
  ends.push(async () => rmSync(made, { recursive: true, force: true }))
  return made
}

const DAEMON = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>Label</key><string>org.test.stays</string><key>RunAtLoad</key><true/>
<key>ProgramArguments</key><array><string>/bin/sh</string><string>-c</string><string>while :; do sleep 0.1; done</string></array>
</dict></plist>
`

function installDaemon(lab: Bench, mac = 'studio-1'): void {
  writeFileSync(join(lab.root(mac), 'Library/LaunchDaemons/org.test.stays.plist'), DAEMON, { mode: 0o644 })
}

async function pidOf(lab: Bench): Promise<string | undefined> {
  const { stdout } = await lab.ssh('studio-1', 'launchctl print system/org.test.stays')
  return /^\tpid = (\d+)$/m.exec(stdout)?.[1]
}

test('a sim started again in its directory goes on with its world, addresses and host keys', async () => {
  const first = await bench()
  await first.ssh('studio-1', 'sudo -n pmset -a sleep 0; echo mine > kept')
  const before = { world: first.sim.world(), macs: first.sim.macs }
  await first.sim.stop()
  const again = await startSim({
    world: newWorld({ ...PAIR, seed: 99 }),
    directory: first.directory,
    authorizedKeys: [],
    python: null,
  })
  ends.push(() => again.stop())
  expect(again.world()).toEqual(before.world)
  expect(again.macs).toEqual(before.macs)
  expect(readFileSync(join(first.root('studio-1'), 'Users/admin/kept'), 'utf8')).toBe('mine\n')
})

test('the same lab, seed and names give the same host keys and serial numbers, others give others', async () => {
  const one = await bench()
  const two = await bench()
  const other = await bench({ ...PAIR, seed: 8 })
  expect(two.sim.macs['studio-1']?.hostKey).toBe(one.sim.macs['studio-1']?.hostKey)
  expect(two.sim.world().macs['studio-1']?.serial).toBe(one.sim.world().macs['studio-1']?.serial)
  expect(other.sim.macs['studio-1']?.hostKey).not.toBe(one.sim.macs['studio-1']?.hostKey)
  expect(one.sim.macs['studio-2']?.hostKey).not.toBe(one.sim.macs['studio-1']?.hostKey)
})

test('two sims side by side do not touch each other', async () => {
  const one = await bench()
  const two = await bench()
  installDaemon(two)
  await two.sim.hands.reboot('studio-1')
  const pid = await pidOf(two)
  await one.ssh('studio-1', 'sudo -n pmset -a sleep 0')
  await one.sim.hands.unplug('studio-1:2')
  await one.sim.stop()
  expect(two.sim.world().cables).toHaveLength(1)
  expect(await pidOf(two)).toBe(pid)
  expect((await two.ssh('studio-1', 'pmset -g custom')).stdout).toMatch(/^ sleep +1$/m)
})

test('a directory whose sim runs is refused to a second one', async () => {
  const { directory } = await bench()
  await expect(startSim({ world: newWorld(PAIR), directory, authorizedKeys: [] })).rejects.toThrow(/plays the sim/)
})

test('stop ends every process of the sim, also those that went off by themselves', async () => {
  const lab = await bench()
  installDaemon(lab)
  await lab.sim.hands.reboot('studio-1')
  await lab.ssh('studio-1', 'nohup sleep 600 >/dev/null 2>&1 & echo $!')
  const { stdout } = await lab.ssh('studio-1', 'nohup sleep 600 >/dev/null 2>&1 & echo $!')
  const job = Number(await pidOf(lab))
  await lab.sim.stop()
  expect([job, Number(stdout)].map(startOf)).toEqual([null, null])
})

test('a reboot loses connections, processes, /tmp and the kernel’s settings, and keeps files, power settings and NVRAM', async () => {
  const lab = await bench()
  installDaemon(lab)
  await lab.ssh(
    'studio-1',
    'sudo -n pmset -a sleep 0; sudo -n sysctl iogpu.wired_limit_mb=400000; echo a > kept; echo b > "$TMPDIR/lost"',
  )
  const boot = lab.sim.world().macs['studio-1']?.bootTime ?? 0
  const waiting = lab.ssh('studio-1', 'echo begun > begun; while :; do sleep 0.1; done')
  await until(() => existsSync(join(lab.root('studio-1'), 'Users/admin/begun')))
  await lab.sim.hands.enableRdma('studio-1')
  expect((await waiting).exit).toBe(255)
  expect(lab.sim.world().macs['studio-1']?.bootTime).toBeGreaterThan(boot)
  const { stdout } = await lab.ssh(
    'studio-1',
    'cat kept; ls "$TMPDIR"; sysctl -n iogpu.wired_limit_mb; pmset -g custom; nvram rdma-enable',
  )
  expect(stdout).toMatch(/^a\n0\n/)
  expect(stdout).toMatch(/^ sleep +0$/m)
  expect(stdout).toContain('rdma-enable')
  expect(await pidOf(lab)).toMatch(/^\d+$/)
})

test('a Mac with FileVault refuses keys after a reboot, starts nothing, and is itself again when somebody unlocks it', async () => {
  const lab = await bench({
    ...PAIR,
    macs: { 'studio-1': { model: 'Mac15,14', fileVault: 'on' }, 'studio-2': { model: 'Mac15,14' } },
  })
  installDaemon(lab)
  await lab.sim.hands.reboot('studio-1')
  const locked = await lab.program('ssh', ['studio-1', 'true'])
  expect(locked.exit).toBe(255)
  expect(locked.stderr).toContain('Permission denied (password)')
  expect(lab.sim.world().macs['studio-1']?.jobs).toEqual({})
  await lab.sim.hands.unlock('studio-1')
  expect(await pidOf(lab)).toMatch(/^\d+$/)
})

test('sudo shutdown -r now reboots the Mac and ends the connection', async () => {
  const lab = await bench()
  const boot = lab.sim.world().macs['studio-1']?.bootTime ?? 0
  expect((await lab.ssh('studio-1', 'sudo -n shutdown -r now; while :; do sleep 0.1; done')).exit).toBe(255)
  await until(() => (lab.sim.world().macs['studio-1']?.bootTime ?? 0) > boot)
  await until(async () => (await lab.ssh('studio-1', 'true')).exit === 0)
})

test('nothing outside the private folders is written by sudo, mktemp, installs and reboots', async () => {
  const lab = await bench()
  const outside = readdirSync(tmpdir()).filter((name) => !name.startsWith('sim-test-'))
  await lab.ssh(
    'studio-1',
    'mktemp; mktemp -d; mktemp -t x; sudo -n install -d -o root -g wheel "$MACLOOM_ROOT/usr/local/deep"; cd /; mktemp local.XXXX',
  )
  expect((await lab.ssh('studio-1', 'mktemp /tmp/x.XXXX')).exit).toBe(64)
  await lab.sim.hands.reboot('studio-1')
  expect(readdirSync(tmpdir()).filter((name) => !name.startsWith('sim-test-'))).toEqual(outside)
  expect(existsSync(join(lab.root('studio-1'), 'usr/local/deep'))).toBe(true)
})

test('a running sim is asked, changed and stopped through its directory', async () => {
  const lab = await bench()
  expect((await simStatus(lab.directory)).macs).toEqual(lab.sim.macs)
  await simHand(lab.directory, 'move', 'studio-1:2', 'studio-1:3')
  expect(JSON.stringify(lab.sim.world().cables)).toContain('"receptacle":3')
  await expect(simHand(lab.directory, 'move', 'studio-1:2', 'studio-1:3')).rejects.toThrow('no plug in studio-1:2')
  await simDown(lab.directory)
  expect(simRuns(lab.directory)).toBe(false)
})

test('jobs live on when the sim is killed, the next one finds them, and down clears up after a crash', async () => {
  const place = folder()
  const main = compiledSim(join(place, 'compiled'))
  const key = loginKey(place)
  const directory = join(place, 'sim')
  const child = await playSim(main, directory, newWorld(PAIR), [key.line])
  const job = join(directory, 'macs/studio-1/root/Library/LaunchDaemons/org.test.stays.plist')
  writeFileSync(job, DAEMON, { mode: 0o644 })
  await simHand(directory, 'reboot', 'studio-1')
  const state = join(directory, 'macs/studio-1/run/jobs/org.test.stays/state.json')
  const { pid } = JSON.parse(readFileSync(state, 'utf8')) as { pid: number }
  child.kill('SIGKILL')
  await until(() => !simRuns(directory))
  expect(() => process.kill(pid, 0)).not.toThrow()
  await playSim(main, directory, newWorld(PAIR), [key.line]).then((next) => next.kill('SIGKILL'))
  expect((JSON.parse(readFileSync(state, 'utf8')) as { pid: number }).pid).toBe(pid)
  await until(() => !simRuns(directory))
  await simDown(directory)
  expect(startOf(pid)).toBeNull()
})

test('64 Macs start and answer on a small machine', async () => {
  const names = Array.from({ length: 64 }, (_, at) => `mac-${at}`)
  const many: NewWorld = {
    lab: 'many',
    seed: 1,
    macs: Object.fromEntries(names.map((name) => [name, { model: 'Mac15,14' }])),
  }
  const lab = await bench(many)
  const said = await Promise.all(names.slice(0, 16).map((name) => lab.ssh(name, 'sw_vers -productVersion; hostname')))
  expect(said.map(({ exit }) => exit)).toEqual(said.map(() => 0))
  expect(Object.keys(lab.sim.macs)).toHaveLength(64)
  // No process waits for any of them: a sim Mac at rest costs nothing but files.
  const running = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
  expect(running.split('\n').filter((line) => line.includes(lab.directory) && !line.includes('vitest'))).toEqual([])
  expect(statSync(join(lab.directory, 'world.json')).size).toBeLessThan(2_000_000)
})

test('the world of an odd file is refused with the place of the mistake', async () => {
  const place = folder()
  writeFileSync(join(place, 'world.json'), JSON.stringify({ ...newWorld(PAIR), lab: 7 }))
  await expect(startSim({ world: newWorld(PAIR), directory: place, authorizedKeys: [] })).rejects.toThrow(
    /world.json.*lab/,
  )
})
