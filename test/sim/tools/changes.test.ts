import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { macOf } from '../../../src/sim/cabling.js'
import { newWorld } from '../../../src/sim/new-world.js'
import { macTools } from '../../../src/sim/tools/mac-tools.js'
import { oneMac, only, port, printed, run } from './run.js'

const STORED = '/Library/Preferences/SystemConfiguration/preferences.plist'
const PATH = ':VirtualNetworkInterfaces:Bridge:bridge0'

const buddy = (...commands: string[]): string[] => ['PlistBuddy', ...commands.flatMap((one) => ['-c', one]), STORED]

describe('arguments that nobody knows', () => {
  it.each(macTools.map((tool) => tool.name))('make %s fail loudly, with its name', async (name) => {
    const world = oneMac('Mac16,11')
    const before = JSON.stringify(world)
    const reply = await run(world, 'mac', [name, '--no-such-thing', 'x', 'y'])
    expect(reply.exit).toBe(64)
    expect(reply.stderr).toContain(name)
    expect(reply.stderr).toContain('--no-such-thing')
    expect(JSON.stringify(world)).toBe(before)
  })
})

describe('without root', () => {
  it.each([
    ['ifconfig', 'en2', 'up'],
    ['ifconfig', 'en2', 'inet', '10.0.0.1', 'netmask', '255.255.255.0'],
    ['ifconfig', 'bridge0', 'deletem', 'en2'],
    ['networksetup', '-setdhcp', 'Ethernet'],
    ['networksetup', '-createlocation', 'x'],
    [...buddy(`Delete ${PATH}`)],
    ['pmset', '-a', 'sleep', '0'],
    ['sysctl', 'iogpu.wired_limit_mb=1000'],
    ['scutil', '--set', 'ComputerName', 'x'],
    ['defaults', 'write', '/Library/Preferences/com.apple.SoftwareUpdate', 'AutomaticDownload', '-bool', 'false'],
    ['route', 'add', '10.9.9.9', '-interface', 'en2'],
    ['systemsetup', '-setrestartpowerfailure', 'on'],
    ['mdutil', '-a', '-i', 'off'],
    ['tmutil', 'disable'],
    ['socketfilterfw', '--setglobalstate', 'on'],
    ['shutdown', '-r', 'now'],
  ])('%s %s changes nothing and fails', async (...words) => {
    const world = oneMac('Mac16,11')
    const before = JSON.stringify(world)
    const reply = await run(world, 'mac', words, { root: false })
    expect([1, 14, 77]).toContain(reply.exit)
    expect(reply.then).toBeUndefined()
    expect(JSON.stringify(world)).toBe(before)
  })
})

describe('PlistBuddy on the network preferences', () => {
  it('writes a stored bridge back as it was', async () => {
    const world = oneMac('Mac16,11')
    const before = structuredClone(only(world).storedBridges)
    await run(world, 'mac', buddy(`Delete ${PATH}`))
    expect(only(world).storedBridges).toEqual({})
    const steps = [
      `Add ${PATH} dict`,
      `Add ${PATH}:Options dict`,
      `Add ${PATH}:Options:__AUTO__ string thunderbolt-bridge`,
      `Add ${PATH}:Interfaces array`,
      ...['en2', 'en3', 'en4'].map((name) => `Add ${PATH}:Interfaces: string ${name}`),
    ]
    for (const step of steps) expect(await run(world, 'mac', buddy(step))).toEqual({ stdout: '', stderr: '', exit: 0 })
    expect(only(world).storedBridges).toEqual(before)
  })

  it('makes the dictionaries on the way', async () => {
    const world = oneMac('Mac16,11')
    const before = structuredClone(only(world).storedBridges)
    await run(world, 'mac', buddy(`Delete ${PATH}`))
    const members = ['en2', 'en3', 'en4'].map((name, at) => `Add ${PATH}:Interfaces:${at} string ${name}`)
    const mark = `Add ${PATH}:Options:__AUTO__ string thunderbolt-bridge`
    expect((await run(world, 'mac', buddy(`Add ${PATH}:Interfaces array`, ...members, mark))).exit).toBe(0)
    expect(only(world).storedBridges).toEqual(before)
  })

  it('takes one member out by its index, sets one, and prints the rest', async () => {
    const world = oneMac('Mac16,11')
    await run(world, 'mac', buddy(`Delete ${PATH}:Interfaces:1`, `Set ${PATH}:Interfaces:0 en9`))
    expect(only(world).storedBridges['bridge0']?.Interfaces).toEqual(['en9', 'en4'])
    expect(await printed(world, 'mac', ...buddy(`Print ${PATH}:Interfaces`))).toBe('Array {\n    en9\n    en4\n}\n')
  })

  it('says what is there already and what is not', async () => {
    const world = oneMac('Mac16,11')
    const again = await run(world, 'mac', buddy(`Add ${PATH} dict`))
    expect(again).toMatchObject({ exit: 1, stdout: `Add: "${PATH}" Entry Already Exists\n` })
    const missing = await run(world, 'mac', buddy(`Delete ${PATH}:Nothing`))
    expect(missing).toMatchObject({ exit: 1, stdout: `Delete: Entry, "${PATH}:Nothing", Does Not Exist\n` })
  })

  it('does not touch the kernel bridge', async () => {
    const world = oneMac('Mac16,11')
    await run(world, 'mac', buddy(`Delete ${PATH}`))
    expect(await printed(world, 'mac', 'ifconfig', 'bridge0')).toContain('member: en2')
    expect(await printed(world, 'mac', 'networksetup', '-listallhardwareports')).not.toContain('Thunderbolt Bridge')
  })
})

describe('plutil -lint', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plutil-'))
    mkdirSync(join(folder, 'Library'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "x" "y">\n'

  it.each([
    [`${HEAD}<plist version="1.0"><dict><key>Label</key><string>a</string><true/></dict></plist>`, 0],
    [`${HEAD}<plist version="1.0"><dict><key>Label</key></plist>`, 1],
    [`${HEAD}<dict></dict>`, 1],
  ])('judges the file in the folder of the Mac: %#', async (text, exit) => {
    writeFileSync(join(folder, 'Library/x.plist'), text)
    for (const path of ['/Library/x.plist', join(folder, 'Library/x.plist')]) {
      const reply = await run(oneMac('Mac16,11'), 'mac', ['plutil', '-lint', path], { folder })
      expect(reply.exit).toBe(exit)
      expect(reply.stdout.startsWith(`${path}: `)).toBe(true)
      expect(reply.stdout.endsWith(': OK\n')).toBe(exit === 0)
    }
  })

  it('fails for a file that is not there', async () => {
    expect((await run(oneMac('Mac16,11'), 'mac', ['plutil', '-lint', '/x'], { folder })).exit).toBe(1)
  })

  it('finds the preferences behind the prefix of the Mac', async () => {
    const words = ['plutil', '-extract', 'VirtualNetworkInterfaces.Bridge', 'json', '-o', '-', folder + STORED]
    const reply = await run(oneMac('Mac16,11'), 'mac', words, { folder })
    expect(JSON.parse(reply.stdout)).toHaveProperty('bridge0.Interfaces', ['en2', 'en3', 'en4'])
  })
})

describe('power settings', () => {
  it('ignore a key that this model has not, and refuse one that is none', async () => {
    const world = oneMac('Mac17,7')
    await printed(world, 'mac', 'pmset', '-a', 'autorestart', '1', 'sleep', '0')
    expect(await printed(world, 'mac', 'pmset', '-g', 'custom')).not.toContain('autorestart')
    expect((await run(world, 'mac', ['pmset', '-a', 'sleeep', '0'])).exit).toBe(64)
  })

  it('change mains and battery apart', async () => {
    const world = oneMac('Mac17,7')
    await printed(world, 'mac', 'pmset', '-c', 'sleep', '0')
    const { ac, battery } = only(world).power
    expect([ac['sleep'], battery?.['sleep']]).toEqual(['0', '1'])
  })

  it('are what systemsetup sets too, where the model can', async () => {
    const desktop = oneMac('Mac16,11')
    await printed(desktop, 'mac', 'systemsetup', '-setRestartPowerFailure', 'on')
    expect(await printed(desktop, 'mac', 'pmset', '-g')).toMatch(/^ autorestart +1$/m)
    expect(await printed(oneMac('Mac17,7'), 'mac', 'systemsetup', '-getRestartPowerFailure')).toMatch(/^Not supported/)
  })
})

describe('defaults', () => {
  const at = ['/Library/Preferences/com.apple.SoftwareUpdate', 'AutomaticallyInstallMacOSUpdates']

  it('go back to unset when deleted, and a second delete says so', async () => {
    const world = oneMac('Mac16,11')
    await printed(world, 'mac', 'defaults', 'write', ...at, '-bool', 'false')
    await printed(world, 'mac', 'defaults', 'delete', ...at)
    expect(only(world).defaults).toEqual({})
    expect((await run(world, 'mac', ['defaults', 'delete', ...at])).stderr).toContain('Defaults have not been changed.')
  })

  it('take lists, as the exemption from Local Network privacy is one', async () => {
    const world = oneMac('Mac16,11')
    const key = ['com.apple.network.local-network', 'AllowedEthernetLocalNetworkAddresses']
    await printed(world, 'mac', 'defaults', 'write', ...key, '-array', '10.77.0.0/16')
    expect(await printed(world, 'mac', 'defaults', 'read', ...key)).toBe('(\n    "10.77.0.0/16"\n)\n')
  })
})

describe('several sysctl keys at once', () => {
  it('answer for those that exist and fail for the one that does not', async () => {
    const reply = await run(oneMac('Mac16,11'), 'mac', ['sysctl', '-n', 'hw.model', 'no.such', 'hw.pagesize'])
    expect(reply).toEqual({ stdout: 'Mac16,11\n16384\n', stderr: "sysctl: unknown oid 'no.such'\n", exit: 1 })
  })

  it('cannot be set when they are read only', async () => {
    expect((await run(oneMac('Mac16,11'), 'mac', ['sysctl', 'hw.memsize=1'])).stderr).toContain('read only')
  })
})

describe('what mlx.distributed_config types', () => {
  it('addresses both ends and changes the route to the neighbour', async () => {
    const mini = { model: 'Mac16,11' }
    const world = newWorld({ lab: 'l', seed: 1, macs: { a: mini, b: mini }, cables: ['a:2 <-> b:2'] })
    for (const [name, own, peer] of [
      ['a', '192.168.0.1', '192.168.0.2'],
      ['b', '192.168.0.2', '192.168.0.1'],
    ] as const) {
      await printed(world, name, 'ifconfig', 'bridge0', 'down')
      await printed(world, name, 'ifconfig', 'en3', 'inet', own, 'netmask', '255.255.255.252')
      await printed(world, name, 'route', 'change', peer, '-interface', 'en3')
    }
    expect(port(macOf(world, 'a'), 'en3').addresses).toMatchObject([{ address: '192.168.0.1' }])
    expect(await printed(world, 'a', 'ping', '-c', '1', '192.168.0.2')).toContain('0.0% packet loss')
    expect(await printed(world, 'a', 'route', '-n', 'get', '192.168.0.2')).toContain('interface: en3')
  })

  it('cannot change a route that leads nowhere', async () => {
    const reply = await run(oneMac('Mac16,11'), 'mac', ['route', 'change', '10.1.1.1', '-interface', 'en2'])
    expect(reply).toMatchObject({ exit: 1, stderr: 'route: writing to routing socket: not in table\n' })
  })
})

describe('discovery without system_profiler', () => {
  it('finds the neighbour by ping6 and ndp on the interface of the cable', async () => {
    const mini = { model: 'Mac16,11' }
    const world = newWorld({ lab: 'l', seed: 1, macs: { a: mini, b: mini }, cables: ['a:2 <-> b:2'] })
    const far = port(macOf(world, 'b'), 'en3')
    expect(await printed(world, 'a', 'ping6', '-c', '1', 'ff02::1%en3')).toContain(`${far.linkLocal}%en3`)
    expect(await printed(world, 'a', 'ndp', '-an')).toMatch(new RegExp(`${far.linkLocal}%en3 +${far.mac} +en3 `))
  })
})
