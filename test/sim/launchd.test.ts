import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOf } from '../../src/sim/processes.js'
import { PAIR, startBench, until, type Bench } from './lab.js'

let bench: Bench

beforeAll(async () => {
  bench = await startBench(PAIR)
})
afterAll(() => bench.end())

interface Keys {
  readonly program: readonly string[]
  readonly more?: string
}

function plist(label: string, { program, more = '' }: Keys): string {
  const words = program
    .map((word) => `<string>${word.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</string>`)
    .join('')
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>Label</key><string>${label}</string>
<key>ProgramArguments</key><array>${words}</array>${more}</dict></plist>
`
}

function place(label: string, keys: Keys): string {
  const path = `/Library/LaunchDaemons/${label}.plist`
  writeFileSync(join(bench.root('studio-1'), path), plist(label, keys), { mode: 0o644 })
  return path
}

async function launchctl(words: string): Promise<{ exit: number; stdout: string; stderr: string }> {
  return bench.ssh('studio-1', `sudo -n launchctl ${words}`)
}

/** A field of `launchctl print`, by its name. */
async function field(label: string, name: string): Promise<string | undefined> {
  const { stdout } = await bench.ssh('studio-1', `launchctl print system/${label}`)
  return new RegExp(`^\\t${name} = (.*)$`, 'm').exec(stdout)?.[1]
}

const FOREVER = ['/bin/sh', '-c', 'trap "" HUP; echo "$XPC_SERVICE_NAME started"; while :; do sleep 0.1; done']

test('a job that is bootstrapped and kickstarted is a real process, and gone after bootout', async () => {
  const path = place('org.test.plain', { program: FOREVER })
  expect(await launchctl(`bootstrap system ${path}`)).toEqual({ exit: 0, stdout: '', stderr: '' })
  expect(await field('org.test.plain', 'state')).toBe('not running')
  await launchctl('kickstart system/org.test.plain')
  expect(await field('org.test.plain', 'state')).toBe('running')
  const pid = Number(await field('org.test.plain', 'pid'))
  expect(startOf(pid)).not.toBeNull()
  expect((await launchctl('bootout system/org.test.plain')).exit).toBe(0)
  await until(async () => (await launchctl('print system/org.test.plain')).exit === 113)
  expect(startOf(pid)).toBeNull()
  expect(bench.sim.world().macs['studio-1']?.jobs).toEqual({})
})

test('while a job is ending, bootstrap says 37 and bootout 36; before it is loaded they say 113 and 3', async () => {
  const stubborn = [
    '/bin/sh',
    '-c',
    'trap "" TERM; touch "$HOME/stubborn"; while [ ! -e "$HOME/let-go" ]; do sleep 0.05; done',
  ]
  const path = place('org.test.stubborn', {
    program: stubborn,
    more: '<key>RunAtLoad</key><true/><key>ExitTimeOut</key><integer>60</integer>',
  })
  expect(await launchctl('bootout system/org.test.stubborn')).toMatchObject({
    exit: 3,
    stderr: 'Boot-out failed: 3: No such process\n',
  })
  expect((await launchctl('kickstart system/org.test.stubborn')).exit).toBe(113)
  await launchctl(`bootstrap system ${path}`)
  await until(async () => existsSync(join(bench.root('studio-1'), 'Users/admin/stubborn')))
  expect(await launchctl(`bootstrap system ${path}`)).toMatchObject({
    exit: 5,
    stderr: 'Bootstrap failed: 5: Input/output error\n',
  })
  await launchctl('bootout system/org.test.stubborn')
  expect(await launchctl(`bootstrap system ${path}`)).toMatchObject({
    exit: 37,
    stderr: 'Bootstrap failed: 37: Operation already in progress\n',
  })
  expect((await launchctl('bootout system/org.test.stubborn')).exit).toBe(36)
  expect(await field('org.test.stubborn', 'state')).toBe('running')
  writeFileSync(join(bench.root('studio-1'), 'Users/admin/let-go'), '')
  await until(async () => (await launchctl('print system/org.test.stubborn')).exit === 113)
})

test('ExitTimeOut ends with SIGKILL what ignores SIGTERM', async () => {
  const path = place('org.test.deaf', {
    program: ['/bin/sh', '-c', 'trap "" TERM; touch "$HOME/deaf"; while :; do sleep 0.05; done'],
    more: '<key>RunAtLoad</key><true/><key>ExitTimeOut</key><integer>0</integer>',
  })
  await launchctl(`bootstrap system ${path}`)
  await until(async () => existsSync(join(bench.root('studio-1'), 'Users/admin/deaf')))
  const pid = Number(await field('org.test.deaf', 'pid'))
  await launchctl('bootout system/org.test.deaf')
  await until(async () => (await launchctl('print system/org.test.deaf')).exit === 113)
  expect(startOf(pid)).toBeNull()
})

test('KeepAlive starts a killed job again after its interval, and the print counts the runs', async () => {
  const path = place('org.test.kept', {
    program: FOREVER,
    more: '<key>KeepAlive</key><true/><key>ThrottleInterval</key><integer>1</integer>',
  })
  await launchctl(`bootstrap system ${path}`)
  const first = await field('org.test.kept', 'pid')
  await bench.sim.hands.kill('studio-1', 'org.test.kept')
  await until(
    async () => (await field('org.test.kept', 'runs')) === '2' && (await field('org.test.kept', 'state')) === 'running',
  )
  expect(await field('org.test.kept', 'pid')).not.toBe(first)
  expect(await field('org.test.kept', 'last terminating signal')).toBe('Killed: 9')
  await launchctl('bootout system/org.test.kept')
})

test('without KeepAlive a killed job stays down and says which signal ended it', async () => {
  const path = place('org.test.once', { program: FOREVER, more: '<key>RunAtLoad</key><true/>' })
  await launchctl(`bootstrap system ${path}`)
  await launchctl('kill SIGTERM system/org.test.once')
  await until(async () => (await field('org.test.once', 'state')) === 'not running')
  expect(await field('org.test.once', 'last terminating signal')).toBe('Terminated: 15')
  expect((await bench.ssh('studio-1', 'launchctl print system')).stdout).toMatch(/^\s+0 +-15 \torg\.test\.once$/m)
  await launchctl('bootout system/org.test.once')
})

test('a log folder that is missing gives 78 and the program never starts', async () => {
  const path = place('org.test.nolog', {
    program: ['/bin/sh', '-c', 'touch "$HOME/never"'],
    more: '<key>RunAtLoad</key><true/><key>StandardOutPath</key><string>/usr/local/nowhere/x.log</string>',
  })
  await launchctl(`bootstrap system ${path}`)
  expect(await field('org.test.nolog', 'last exit code')).toBe('78: EX_CONFIG')
  expect(existsSync(join(bench.root('studio-1'), 'Users/admin/never'))).toBe(false)
  await launchctl('bootout system/org.test.nolog')
})

test('a job writes its log under the private folder, with its environment and its folder as declared', async () => {
  mkdirSync(join(bench.root('studio-1'), 'usr/local/logs'), { recursive: true })
  const path = place('org.test.logs', {
    program: ['/usr/bin/env', 'sh', '-c', 'echo "$COLOUR $PWD"; echo bad >&2'],
    more:
      '<key>RunAtLoad</key><true/><key>StandardOutPath</key><string>/usr/local/logs/out</string>' +
      '<key>StandardErrorPath</key><string>/usr/local/logs/err</string><key>WorkingDirectory</key><string>/usr/local</string>' +
      '<key>EnvironmentVariables</key><dict><key>COLOUR</key><string>green</string></dict>',
  })
  await launchctl(`bootstrap system ${path}`)
  await until(async () => (await field('org.test.logs', 'last exit code')) === '0')
  const root = bench.root('studio-1')
  expect(readFileSync(join(root, 'usr/local/logs/out'), 'utf8')).toBe(`green ${join(root, 'usr/local')}\n`)
  expect(readFileSync(join(root, 'usr/local/logs/err'), 'utf8')).toBe('bad\n')
  await launchctl('bootout system/org.test.logs')
})

test('a disabled label is refused until it is enabled, and being disabled survives a reboot', async () => {
  const path = place('org.test.off', { program: FOREVER, more: '<key>RunAtLoad</key><true/>' })
  await launchctl('disable system/org.test.off')
  expect((await launchctl(`bootstrap system ${path}`)).exit).toBe(119)
  await bench.sim.hands.reboot('studio-1')
  expect((await launchctl('print system/org.test.off')).exit).toBe(113)
  await launchctl('enable system/org.test.off')
  await bench.sim.hands.reboot('studio-1')
  expect(await field('org.test.off', 'state')).toBe('running')
  await launchctl('bootout system/org.test.off')
})

test('a plist that others can write, or that is no clean property list, is refused with 5', async () => {
  const path = place('org.test.bad', { program: FOREVER, more: '<key>Unheard</key><true/>' })
  expect((await launchctl(`bootstrap system ${path}`)).exit).toBe(5)
  expect(readFileSync(join(bench.directory, 'macs/studio-1/run/launchd.log'), 'utf8')).toContain('Unheard')
  expect((await launchctl('bootstrap system /Library/LaunchDaemons/none.plist')).exit).toBe(5)
})

test('system verbs need root', async () => {
  expect((await bench.ssh('studio-1', 'launchctl bootout system/org.test.any')).exit).toBe(1)
})
