import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { propertyList } from '../../src/macos/property-list.js'
import type { Survey } from '../../src/report/survey.js'
import { hostKey } from '../../src/sim/keys.js'
import { startBench, type Bench } from '../sim/lab.js'
import { macloom, type Ran } from './terminal.js'

const OLDER = { version: '26.5', build: '25F71' }
/** The label of exo's network daemon. */
const EXO = 'io.exo.networksetup'
const MACS = ['studio', 'book', 'mini']

describe('macloom look, on three Macs as people have them', () => {
  let bench: Bench
  let before: string
  let seen: Ran

  beforeAll(async () => {
    bench = await startBench({
      lab: 'look',
      seed: 3,
      macs: {
        studio: { model: 'Mac15,14' },
        book: { model: 'Mac17,7', macos: OLDER, fileVault: 'on' },
        mini: { model: 'Mac16,10' },
      },
      cables: ['studio:2 <-> book:1', 'studio:4 <-> mini:3'],
    })
    before = everything(bench)
    seen = await look(bench, MACS)
  })
  afterAll(() => bench.end())

  it('says what each Mac is: model, chip, memory, macOS with its build, FileVault', () => {
    expect(seen).toMatchObject({ exit: 0, stderr: '' })
    expect(seen.stdout).toContain('Mac Studio (2025, M3 Ultra), Mac15,14 · Apple M3 Ultra · 512 GiB')
    expect(seen.stdout).toContain('macOS 26.5 (25F71) · FileVault on')
  })

  it('lists receptacles with interface, speed, neighbour and a verdict on RDMA', () => {
    expect(seen.stdout).toMatch(/^ {2}2 +en3 +80 Gb\/s +book:1 +disabled: RDMA is off/m)
    expect(seen.stdout).toMatch(/^ {2}3 +en4 +40 Gb\/s +studio:4 +unsupported: Thunderbolt 4/m)
  })

  it('pairs the cables between the Macs by what both ends see', () => {
    expect(seen.stdout).toContain('studio:2 <-> book:1, 80 Gb/s, direct')
    expect(seen.stdout).toContain('studio:4 <-> mini:3, 40 Gb/s, direct')
  })

  it('shows the bridge, and the settings that a lab would change', () => {
    expect(seen.stdout).toContain('service "Thunderbolt Bridge" on; stored members: en2 en3 en4 en5 en6 en7')
    expect(seen.stdout).toContain('sleep on studio: 1 → never')
    expect(seen.stdout).toContain('automaticUpdates on book: true → false')
  })

  it('puts the most dangerous finding first: builds that differ', () => {
    const findings = seen.stdout.slice(seen.stdout.indexOf('Findings, most dangerous first'))
    expect(findings.split('\n')[1]).toContain(
      '[danger] these Macs run different builds of macOS: 25G72 on studio, mini',
    )
    expect(findings.indexOf('[warning]')).toBeLessThan(findings.indexOf('[note]'))
    expect(findings).toContain('book: FileVault is on')
  })

  it('says who could join a lab, and how', () => {
    expect(seen.stdout).toContain('studio: yes\n    with RDMA once a person has enabled it in recoveryOS')
    expect(seen.stdout).toContain(
      'mini: yes\n    without RDMA: its Thunderbolt 4 hardware has none; as a member of a ring over TCP, or as a replica',
    )
    expect(seen.stdout).toContain('a laptop: its charger must be in; write optional: true if it may leave')
  })

  it('prints the same as JSON', async () => {
    const { stdout } = await look(bench, MACS, ['--json'])
    const survey = JSON.parse(stdout) as Survey
    expect(survey.macs.map(({ name, joining }) => [name, joining.can])).toEqual([
      ['studio', true],
      ['book', true],
      ['mini', true],
    ])
    expect(survey.cables).toHaveLength(2)
    expect(survey.findings[0]?.danger).toBe('danger')
  })

  it('changed nothing all this time: no setting, no file, no byte', () => {
    expect(everything(bench)).toBe(before)
  })
})

describe('macloom look, on a ring of three that another tool looks after', () => {
  let bench: Bench
  const three = ['a', 'b', 'c']
  beforeAll(async () => {
    const studio = { model: 'Mac15,14' }
    bench = await startBench({
      lab: 'ring',
      seed: 6,
      macs: { a: studio, b: studio, c: { ...studio, fileVault: 'on' } },
      cables: ['a:1 <-> b:1', 'b:2 <-> c:2', 'c:3 <-> a:3'],
    })
    const job = propertyList({ Label: EXO, ProgramArguments: ['/bin/sleep', '600'], RunAtLoad: true })
    const file = `"$MACLOOM_ROOT"/Library/LaunchDaemons/${EXO}.plist`
    const load = `sudo -n tee ${file} >/dev/null && sudo -n launchctl bootstrap system ${file}`
    expect(await bench.ssh('b', load, job)).toMatchObject({ exit: 0 })
  })
  afterAll(() => bench.end())

  it('names the loop of bridges and the other tool as dangers', async () => {
    const { stdout } = await look(bench, three)
    expect(stdout).toContain('[danger] the Thunderbolt bridges of these Macs form a loop')
    expect(stdout).toContain("[danger] b: io.exo.networksetup manages this Mac's network or ranks as well")
    expect(stdout).toContain('other cluster tools: io.exo.networksetup')
  })

  it('says that a Mac is locked since its restart, and what to do at it', async () => {
    await bench.sim.hands.reboot('c')
    const { exit, stdout } = await look(bench, ['c'])
    expect(exit).toBe(1)
    expect(stdout).toMatch(/not looked at: .*FileVault is locked/)
    expect(stdout).toContain('Log in once at the screen')
  })
})

describe('macloom look, when something stands in the way', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await startBench({
      lab: 'way',
      seed: 4,
      macs: { one: { model: 'Mac15,14' }, two: { model: 'Mac15,14', macos: { version: '15.6', build: '24G84' } } },
    })
  })
  afterAll(() => bench.end())

  it('refuses a Mac whose host key nobody has confirmed, and says what to type', async () => {
    const { exit, stdout, stderr } = await look(bench, ['one'], [], { pinned: false })
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    expect(stderr).toContain(`add: --host-key ${bench.sim.macs['one']?.hostKey}`)
  })

  it('takes the host key from ~/.ssh/known_hosts, and the address from ~/.ssh/config', async () => {
    const { address, port, user } = at(bench, 'one')
    writeHome(bench, 'known_hosts', `[${address}]:${port} ${publicKey('one')}\n`)
    writeHome(bench, 'config', `Host desk\n  HostName ${address}\n  Port ${port}\n  User ${user}\n`)
    const { exit, stdout } = await macloom(['look', 'desk', '--identity', join(bench.folder, 'id')], {
      env: env(bench),
    })
    expect(exit).toBe(0)
    expect(stdout).toContain('desk (desk)')
  })

  it('goes through the jump host of ~/.ssh/config, whose key must be known as well', async () => {
    const [gate, mac] = [at(bench, 'two'), at(bench, 'one')]
    const known = `[${mac.address}]:${mac.port} ${publicKey('one')}\n`
    const host = (name: string, { address, port, user }: typeof gate) =>
      `Host ${name}\n  HostName ${address}\n  Port ${port}\n  User ${user}\n  IdentityFile ${join(bench.folder, 'id')}\n`
    writeHome(bench, 'config', `${host('gate', gate)}${host('desk', mac)}  ProxyJump gate\n`)
    writeHome(bench, 'known_hosts', known)
    const words = ['look', 'desk', '--identity', join(bench.folder, 'id')]
    const unknown = await macloom(words, { env: env(bench) })
    expect(unknown.exit).toBe(2)
    expect(unknown.stderr).toContain('gate shows the')
    writeHome(bench, 'known_hosts', `${known}[${gate.address}]:${gate.port} ${publicKey('two')}\n`)
    const { exit, stdout } = await macloom(words, { env: env(bench) })
    expect(exit).toBe(0)
    expect(stdout).toContain('desk (desk)')
  })

  it('refuses a Mac that shows another key than the one in known_hosts', async () => {
    const { address, port } = at(bench, 'two')
    writeHome(bench, 'known_hosts', `[${address}]:${port} ${publicKey('one')}\n`)
    const { exit, stderr } = await look(bench, ['two'], [], { pinned: false })
    expect(exit).toBe(1)
    expect(stderr).toContain('known_hosts has another one')
  })

  it('says that a Mac with an old macOS could not join, and why', async () => {
    const { stdout } = await look(bench, ['two'])
    expect(stdout).toMatch(/: no\n +it runs 15\.6, declared is macOS 26\.2 or later/)
  })

  it('says that a Mac of another lab belongs to that lab', async () => {
    const root = bench.root('one')
    mkdirSync(join(root, 'usr/local/macloom'), { recursive: true })
    writeFileSync(join(root, 'usr/local/macloom/version'), '1\n')
    writeFileSync(join(root, 'usr/local/macloom/lab'), `${JSON.stringify({ lab: 'garage', since: '2026-01-01' })}\n`)
    const { stdout } = await look(bench, ['one'])
    expect(stdout).toContain('lab: garage, since 2026-01-01')
    expect(stdout).toMatch(/: no\n +the lab garage owns it, since 2026-01-01\n/)
    expect(stdout).toContain("settings, network and RDMA are the lab garage's")
    for (const other of ['a lab would change', 'takeOver', 'a-lab-of-yours']) expect(stdout).not.toContain(other)
  })

  it('shows the Macs that answer when one does not, and fails', async () => {
    await bench.sim.hands.setFault('two', 'down', 'yes')
    const { exit, stdout } = await look(bench, ['one', 'two'])
    expect(exit).toBe(1)
    expect(stdout).toContain('Apple M3 Ultra')
    expect(stdout).toMatch(/not looked at: .*connection refused/)
  })

  it('takes one key after each --host-key, so that Macs may stand behind it', async () => {
    const { address, port, user, hostKey: key } = at(bench, 'one')
    const words = ['--identity', join(bench.folder, 'id'), '--host-key', key, `${user}@${address}:${port}`]
    expect(await macloom(['look', ...words], { env: env(bench) })).toMatchObject({ exit: 0, stderr: '' })
  })

  it.each([
    ['mac:port', ''],
    ['user@mac:port', 'admin@'],
  ])('keys reads %s as look does', async (_form, who) => {
    const { address, port, hostKey: key } = at(bench, 'one')
    const { exit, stdout } = await macloom(['keys', `${who}${address}:${port}`], { env: env(bench) })
    expect(exit).toBe(0)
    expect(stdout).toContain(`hostKey: ${key}`)
  })

  it('refuses what is no Mac', async () => {
    const typo = await macloom(['look', 'admin@'])
    expect(typo.exit).toBe(2)
    expect(typo.stderr).toContain('type user@mac or user@mac:port')
    expect((await macloom(['look'])).exit).toBe(2)
  })
})

function at({ sim }: Bench, mac: string) {
  const found = sim.macs[mac]
  if (found === undefined) throw new Error(`no Mac ${mac}`)
  return found
}

function publicKey(mac: string): string {
  return hostKey(4, 'way', mac).publicKey
}

function env(bench: Bench) {
  return { HOME: join(bench.folder, 'home'), USER: 'somebody' }
}

function writeHome(bench: Bench, name: string, text: string): void {
  mkdirSync(join(bench.folder, 'home', '.ssh'), { recursive: true })
  writeFileSync(join(bench.folder, 'home', '.ssh', name), text)
}

async function look(
  bench: Bench,
  macs: readonly string[],
  more: readonly string[] = [],
  { pinned = true } = {},
): Promise<Ran> {
  const typed = macs.map((mac) => `${at(bench, mac).user}@${at(bench, mac).address}:${at(bench, mac).port}`)
  const keys = pinned ? macs.flatMap((mac) => ['--host-key', at(bench, mac).hostKey]) : []
  const named = await macloom(['look', ...typed, ...keys, '--identity', join(bench.folder, 'id'), ...more], {
    env: env(bench),
  })
  return { ...named, stdout: macs.reduce((text, mac, index) => text.replaceAll(`mac-${index + 1}`, mac), named.stdout) }
}

/** The whole world of a sim and every file of its Macs, as one text. */
function everything({ sim, directory }: Bench): string {
  const roots = Object.keys(sim.macs).map((mac) => join(directory, 'macs', mac, 'root'))
  return [JSON.stringify(sim.world(), null, 1), ...roots.flatMap(files)].join('\n')
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    const { mode, mtimeMs } = lstatSync(path)
    if (entry.isDirectory()) return [`${path} ${mode}`, ...files(path)]
    if (entry.isSymbolicLink()) return [`${path} -> ${readlinkSync(path)}`]
    return [`${path} ${mode} ${mtimeMs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`]
  })
}
