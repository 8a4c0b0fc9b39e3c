import { describe, expect, it } from 'vitest'
import { deviceOf, macOf } from '../../src/sim/cabling.js'
import {
  boot,
  changeBuild,
  enableRdma,
  plug,
  reboot,
  setFault,
  shutDown,
  unlock,
  unplug,
} from '../../src/sim/hands-on-world.js'
import { newWorld } from '../../src/sim/new-world.js'
import { exoResetsServices, leakProtectionDomain, renewDomains } from '../../src/sim/time-on-world.js'
import { world as worldSchema, type World } from '../../src/sim/world.js'
import { display, oldDock } from './tools/thunderbolt-worlds.js'
import { capture, oneMac, only, port, printed, run } from './tools/run.js'

const STORED = '/Library/Preferences/SystemConfiguration/preferences.plist'
const DELETE = ['PlistBuddy', '-c', 'Delete :VirtualNetworkInterfaces:Bridge:bridge0', STORED]
const LATER = 1_790_001_000

/** Two M4 Pro minis on one cable, receptacle 1 to receptacle 1. */
function pair(model = 'Mac16,11'): World {
  const macs = { a: { model }, b: { model } }
  return newWorld({ lab: 'behaviours', seed: 1, macs, cables: ['a:1 <-> b:1'] })
}

/** Receptacle 1 of `name` leaves the bridge in all three layers and gets 10.77.0.x/30, in the order that works. */
async function leaveBridge(world: World, name: string, address: string): Promise<void> {
  for (const member of ['en2', 'en3', 'en4']) await printed(world, name, 'ifconfig', 'bridge0', 'deletem', member)
  await printed(world, name, 'ifconfig', 'bridge0', 'destroy')
  await run(world, name, DELETE)
  await printed(world, name, 'ifconfig', 'en2', 'up')
  await printed(world, name, 'networksetup', '-createnetworkservice', 'link', 'Thunderbolt 1')
  await printed(world, name, 'networksetup', '-setmanual', 'link', address, '255.255.255.252')
}

const portState = async (world: World, name: string, device = 'rdma_en2'): Promise<string | undefined> =>
  /state:\t+(\w+)/.exec((await run(world, name, ['ibv_devinfo', '-d', device])).stdout)?.[1]

const addresses = (world: World, name: string, device: string): string[] =>
  port(macOf(world, name), device).addresses.map((one) => one.address)

describe('1: what a reboot loses and what it keeps', () => {
  it('loses ifconfig, sysctl and routes', async () => {
    const world = pair()
    await printed(world, 'a', 'ifconfig', 'en3', 'inet', '10.1.1.1', 'netmask', '255.255.255.0')
    await printed(world, 'a', 'route', 'add', '10.9.9.9', '-interface', 'en3')
    await printed(world, 'a', 'sysctl', 'iogpu.wired_limit_mb=50000')
    reboot(world, 'a', LATER)
    expect(addresses(world, 'a', 'en3')).toEqual([])
    expect(macOf(world, 'a').kernel.routes).toEqual({})
    expect(await printed(world, 'a', 'sysctl', '-n', 'iogpu.wired_limit_mb')).toBe('0\n')
    expect(await printed(world, 'a', 'sysctl', '-n', 'kern.boottime')).toContain(`sec = ${LATER},`)
  })

  it('keeps services, the stored bridge, power settings, names, defaults and NVRAM', async () => {
    const world = pair()
    await leaveBridge(world, 'a', '10.77.0.1')
    await printed(world, 'a', 'pmset', '-a', 'sleep', '0', 'autorestart', '1')
    await printed(world, 'a', 'scutil', '--set', 'ComputerName', 'one')
    const key = ['/Library/Preferences/com.apple.SoftwareUpdate', 'AutomaticallyInstallMacOSUpdates']
    await printed(world, 'a', 'defaults', 'write', ...key, '-bool', 'false')
    enableRdma(world, 'a', LATER)
    reboot(world, 'a', LATER + 60)
    expect(addresses(world, 'a', 'en2')).toEqual(['10.77.0.1'])
    expect(macOf(world, 'a').storedBridges).toEqual({})
    expect(macOf(world, 'a').kernel.bridges).toEqual({})
    expect(await printed(world, 'a', 'pmset', '-g', 'custom')).toMatch(/^ sleep +0$/m)
    expect(await printed(world, 'a', 'scutil', '--get', 'ComputerName')).toBe('one\n')
    expect(await printed(world, 'a', 'defaults', 'read', ...key)).toBe('0\n')
    expect(await printed(world, 'a', 'nvram', 'rdma-enable')).toBe('rdma-enable\t1\n')
  })
})

describe('2: the kernel bridge comes back from the stored one', () => {
  it.each(['hotplug', 'reboot'])('at a %s, with every member and without their addresses', async (event) => {
    const world = pair()
    await printed(world, 'a', 'ifconfig', 'bridge0', 'deletem', 'en2')
    await printed(world, 'a', 'ifconfig', 'en2', '10.77.0.1/30', 'up')
    expect(addresses(world, 'a', 'en2')).toEqual(['10.77.0.1'])
    if (event === 'reboot') reboot(world, 'a', LATER)
    else plug(world, 'a:3', 'b:3')
    expect(macOf(world, 'a').kernel.bridges['bridge0']?.members).toEqual(['en2', 'en3', 'en4'])
    expect(addresses(world, 'a', 'en2')).toEqual([])
  })

  it('stays away once the stored bridge is deleted', async () => {
    const world = pair()
    await leaveBridge(world, 'a', '10.77.0.1')
    unplug(world, 'a:1')
    plug(world, 'a:1', 'b:1')
    expect((await run(world, 'a', ['ifconfig', 'bridge0'])).exit).toBe(1)
    expect(addresses(world, 'a', 'en2')).toEqual(['10.77.0.1'])
  })

  it('also when the neighbour restarts, because that is a link event', async () => {
    const world = pair()
    await printed(world, 'a', 'ifconfig', 'bridge0', 'deletem', 'en2')
    reboot(world, 'b', LATER)
    expect(await printed(world, 'a', 'ifconfig', 'bridge0')).toContain('member: en2')
  })
})

describe('3: switching the bridge service off', () => {
  it("removes the bridge's address and not its members", async () => {
    const world = pair()
    expect(await printed(world, 'a', 'ifconfig', 'bridge0')).toContain('\tinet 169.254.')
    await printed(world, 'a', 'networksetup', '-setnetworkserviceenabled', 'Thunderbolt Bridge', 'off')
    const after = await printed(world, 'a', 'ifconfig', 'bridge0')
    expect(after).not.toContain('\tinet ')
    expect(after.match(/member:/g)).toHaveLength(3)
    expect(after).toContain('status: active')
  })
})

describe('4: creating a service on a port that the stored bridge claims', () => {
  it('fails although the kernel bridge has let go, and works after the stored bridge is deleted', async () => {
    const world = pair()
    const create = ['networksetup', '-createnetworkservice', 'link', 'Thunderbolt 1']
    await printed(world, 'a', 'ifconfig', 'bridge0', 'deletem', 'en2')
    const refused = await run(world, 'a', create)
    expect(refused.stdout).toBe('Unable to access the System Configuration database\n')
    expect(refused.exit).not.toBe(0)
    await run(world, 'a', DELETE)
    expect(await run(world, 'a', create)).toEqual({ stdout: '', stderr: '', exit: 0 })
    expect((await run(world, 'a', create)).exit).not.toBe(0)
  })
})

describe('5: a port taken out of the bridge', () => {
  it('is down until somebody brings it up, and shows no carrier with a live cable', async () => {
    const world = pair()
    await printed(world, 'a', 'ifconfig', 'bridge0', 'deletem', 'en2')
    const down = await printed(world, 'a', 'ifconfig', 'en2')
    expect(down).toContain('flags=8822<')
    expect(down).toContain('status: inactive')
    await printed(world, 'a', 'ifconfig', 'en2', 'up')
    expect(await printed(world, 'a', 'ifconfig', 'en2')).toContain('status: active')
  })

  it('goes back only when no IP is left on it', async () => {
    const world = pair()
    await leaveBridge(world, 'a', '10.77.0.1')
    await printed(world, 'a', 'ifconfig', 'bridge0', 'create')
    const refused = await run(world, 'a', ['ifconfig', 'bridge0', 'addm', 'en2'])
    expect(refused.stderr).toContain('Operation not supported on socket')
    await printed(world, 'a', 'networksetup', '-removenetworkservice', 'link')
    await printed(world, 'a', 'ifconfig', 'bridge0', 'addm', 'en2')
    expect(macOf(world, 'a').kernel.bridges['bridge0']).toMatchObject({ up: true, members: ['en2'] })
  })
})

describe('6: receptacles and enN', () => {
  it('are not in sequence on an M5 Max', async () => {
    const world = oneMac('Mac17,6')
    const text = await printed(world, 'mac', 'networksetup', '-listallhardwareports')
    expect(text).toContain('Hardware Port: Thunderbolt 2\nDevice: en6\n')
    expect([1, 2, 3].map((number) => deviceOf(only(world), number))).toEqual(['en1', 'en6', 'en2'])
  })
})

describe('7: an RDMA port is active', () => {
  it('only with both ends in recoveryOS once, and out of the bridge', async () => {
    const world = pair()
    await leaveBridge(world, 'a', '10.77.0.1')
    await leaveBridge(world, 'b', '10.77.0.2')
    enableRdma(world, 'a', LATER)
    expect(await portState(world, 'a')).toBe('PORT_DOWN')
    enableRdma(world, 'b', LATER)
    expect([await portState(world, 'a'), await portState(world, 'b')]).toEqual(['PORT_ACTIVE', 'PORT_ACTIVE'])
  })

  it('not while the neighbour is off, and not while this end is bridged or down', async () => {
    const world = pair()
    enableRdma(world, 'a', LATER)
    enableRdma(world, 'b', LATER)
    expect(await portState(world, 'a')).toBe('PORT_DOWN')
    await leaveBridge(world, 'a', '10.77.0.1')
    expect(await portState(world, 'a')).toBe('PORT_ACTIVE')
    shutDown(world, 'b')
    expect(await portState(world, 'a')).toBe('PORT_DOWN')
    boot(world, 'b', LATER + 99)
    expect(await portState(world, 'a')).toBe('PORT_ACTIVE')
    await printed(world, 'a', 'ifconfig', 'en2', 'down')
    expect(await portState(world, 'a')).toBe('PORT_DOWN')
  })

  it.each([
    ['over a 40 Gb/s cable', [{ between: 'a:1 <-> b:1', gbps: 40 }]],
    ['through a dock', ['a:1 <-> dock:1', 'dock:2 <-> b:1']],
  ])('not %s, where IP works', async (_, cables) => {
    const macs = { a: { model: 'Mac16,11' }, b: { model: 'Mac16,11' } }
    const world = newWorld({ lab: 'l', seed: 1, macs, devices: { dock: oldDock }, cables })
    for (const [name, address] of [
      ['a', '10.77.0.1'],
      ['b', '10.77.0.2'],
    ] as const) {
      enableRdma(world, name, LATER)
      await leaveBridge(world, name, address)
    }
    expect(await portState(world, 'a')).toBe('PORT_DOWN')
    expect(await printed(world, 'a', 'ping', '-c', '1', '10.77.0.2')).toContain('1 packets received')
  })
})

describe('7 again: a port behind a Studio Display', () => {
  it('is active at both ends, as somebody has seen', async () => {
    const macs = { a: { model: 'Mac16,11' }, b: { model: 'Mac16,11' } }
    const cables = ['a:1 <-> display:1', 'display:2 <-> b:1']
    const world = newWorld({ lab: 'l', seed: 1, macs, devices: { display }, cables })
    for (const name of ['a', 'b']) {
      enableRdma(world, name, LATER)
      await leaveBridge(world, name, `10.77.0.${name === 'a' ? 1 : 2}`)
    }
    expect([await portState(world, 'a'), await portState(world, 'b')]).toEqual(['PORT_ACTIVE', 'PORT_ACTIVE'])
  })
})

describe('8: rdma_ctl', () => {
  it('refuses with 77 outside recoveryOS, and NVRAM cannot be written either', async () => {
    const world = pair()
    expect((await run(world, 'a', ['rdma_ctl', 'enable'])).exit).toBe(77)
    expect((await run(world, 'a', ['nvram', 'rdma-enable=1'])).exit).not.toBe(0)
    expect(await printed(world, 'a', 'rdma_ctl', 'status')).toBe('disabled\n')
  })

  it('does not exist before macOS 26.2', async () => {
    const world = oneMac('Mac16,11', (mac) => (mac.macos = { version: '26.1', build: '25B78' }))
    expect((await run(world, 'mac', ['rdma_ctl', 'status'])).exit).toBe(127)
    expect((await run(world, 'mac', ['ibv_devinfo'])).exit).toBe(127)
    expect(() => enableRdma(world, 'mac')).toThrow('26.2')
  })
})

describe('9: a Thunderbolt 4 Mac', () => {
  it('says enabled and never has a device', async () => {
    const world = pair('Mac16,10')
    enableRdma(world, 'a', LATER)
    expect(await printed(world, 'a', 'rdma_ctl', 'status')).toBe('enabled\n')
    expect((await printed(world, 'a', 'ibv_devices')).split('\n')).toHaveLength(3)
  })
})

describe('10: self-assigned addresses', () => {
  it('change with every link event', async () => {
    const world = pair()
    const own = (): string | undefined => macOf(world, 'a').kernel.bridges['bridge0']?.addresses[0]?.address
    const before = own()
    reboot(world, 'b', LATER)
    expect(own()).toMatch(/^169\.254\./)
    expect(own()).not.toBe(before)
  })

  it('are gone with the link, as is a manual address, whose service stays', async () => {
    const world = pair()
    await leaveBridge(world, 'a', '10.77.0.1')
    unplug(world, 'a:1')
    expect(addresses(world, 'a', 'en2')).toEqual([])
    expect(await printed(world, 'a', 'networksetup', '-getinfo', 'link')).toContain('IP address: 10.77.0.1\n')
    plug(world, 'a:1', 'b:1')
    expect(addresses(world, 'a', 'en2')).toEqual(['10.77.0.1'])
  })

  it('may put the IPv4 address at index 2 of the GID table', async () => {
    const world = pair()
    await leaveBridge(world, 'a', '10.77.0.1')
    enableRdma(world, 'a', LATER)
    const table = async (): Promise<string> => printed(world, 'a', 'ibv_devinfo', '-v', '-d', 'rdma_en2')
    expect(await table()).toContain('GID[  1]:\t\t::ffff:10.77.0.1\n')
    setFault(world, 'a', 'gid index 2', 'en2')
    expect(await table()).toContain('GID[  2]:\t\t::ffff:10.77.0.1\n')
  })
})

describe('11: protection domains', () => {
  it('stay leaked until the Mac restarts', async () => {
    const world = oneMac('Mac16,11')
    for (const device of ['rdma_en2', 'rdma_en2', 'rdma_en3']) leakProtectionDomain(world, 'mac', device)
    const count = async (): Promise<string> =>
      printed(world, 'mac', 'ioclasscount', 'AppleThunderboltRDMAProtectionDomain')
    expect(await count()).toBe('AppleThunderboltRDMAProtectionDomain = 3\n')
    reboot(world, 'mac', LATER)
    expect(await count()).toBe('AppleThunderboltRDMAProtectionDomain = 0\n')
  })
})

describe('12: errors of networksetup', () => {
  it('stand on stdout with exit 4, and with exit 0 where a fault makes it lie', async () => {
    const world = pair()
    const honest = await run(world, 'a', ['networksetup', '-setdhcp', 'Foo'])
    expect(honest).toMatchObject({ exit: 4, stderr: '' })
    setFault(world, 'a', 'networksetup exits 0', 'yes')
    expect(await run(world, 'a', ['networksetup', '-setdhcp', 'Foo'])).toEqual({ ...honest, exit: 0 })
  })

  it('refuse an order that does not name every service', async () => {
    const world = pair()
    const order = ['networksetup', '-ordernetworkservices', 'Wi-Fi', 'Ethernet']
    expect((await run(world, 'a', order)).exit).toBe(4)
    expect(await run(world, 'a', [...order, 'Thunderbolt Bridge'])).toEqual({ stdout: '', stderr: '', exit: 0 })
    expect(macOf(world, 'a').services[0]?.name).toBe('Wi-Fi')
  })
})

describe('13: switching the network location', () => {
  it('drops the session when the new location has no service for the management interface', async () => {
    const world = pair()
    await printed(world, 'a', 'networksetup', '-createlocation', 'empty')
    const reply = await run(world, 'a', ['networksetup', '-switchtolocation', 'empty'])
    expect(reply.then).toBe('drop connections')
    expect(addresses(world, 'a', 'en0')).toEqual([])
    await printed(world, 'a', 'networksetup', '-switchtolocation', 'Automatic')
    expect(addresses(world, 'a', 'en0')).toHaveLength(1)
  })

  it('keeps the session in a populated one', async () => {
    const world = pair()
    await printed(world, 'a', 'networksetup', '-createlocation', 'lab', 'populate')
    expect((await run(world, 'a', ['networksetup', '-switchtolocation', 'lab'])).then).toBeUndefined()
  })
})

describe('14: FileVault', () => {
  it('locks the Mac at every restart until somebody gives the password', () => {
    const world = oneMac('Mac16,11', (mac) => (mac.fileVault = 'on'))
    expect(only(world).locked).toBe(false)
    reboot(world, 'mac', LATER)
    expect(only(world).locked).toBe(true)
    unlock(world, 'mac')
    expect(only(world).locked).toBe(false)
  })
})

describe('15: macOS updates', () => {
  const label = 'macOS Tahoe 26.7-25H10'
  const offered = (): World =>
    oneMac('Mac16,11', (mac) => {
      mac.updates = [{ label, title: 'macOS Tahoe 26.7', version: '26.7', size: '3829595KiB', action: 'restart' }]
    })
  const install = ['softwareupdate', '--install', label, '--restart']

  it('fail without the credentials of a volume owner', async () => {
    const world = offered()
    expect(await run(world, 'mac', install)).toMatchObject({ exit: 1, stderr: 'Failed to authenticate\n' })
    expect(only(world).macos.build).toBe('25G72')
  })

  it('end in a restart with a new build when a volume owner signs', async () => {
    const world = offered()
    const reply = await run(world, 'mac', [...install, '--user', 'admin', '--stdinpass'], { stdin: 'simulated\n' })
    expect(reply.then).toBe('reboot')
    expect(await printed(world, 'mac', 'sw_vers', '-buildVersion')).toBe('25G72\n')
    reboot(world, 'mac', LATER)
    expect(await printed(world, 'mac', 'sw_vers', '-buildVersion')).toBe('25H10\n')
  })

  it('fail with a wrong password and with that of a user who owns nothing, whatever tool is told', async () => {
    const world = offered()
    const mac = only(world)
    mac.installers = { 'Install macOS Tahoe.app': { version: '26.7', build: '25H10' } }
    mac.diskUsers.push({ user: 'guest1', guid: 'G', password: 'guest', owner: false })
    const guest = ['--user', 'guest1', '--stdinpass']
    expect(await run(world, 'mac', [...install, ...guest], { stdin: 'guest' })).toMatchObject({ exit: 1 })
    const words = ['--agreetolicense', '--nointeraction', '--forcequitapps', '--rebootdelay', '30', ...guest]
    const reply = await run(world, 'mac', ['startosinstall', 'Install macOS Tahoe.app', ...words], { stdin: 'guest' })
    expect(reply).toMatchObject({ exit: 7, stderr: capture('startosinstall/not-authorized.txt').stderr })
    expect(mac.installed).toBeNull()
  })

  it('never erase: the word that would is unknown here', async () => {
    const world = offered()
    only(world).installers = { 'Install macOS Tahoe.app': { version: '26.7', build: '25H10' } }
    const words = ['startosinstall', 'Install macOS Tahoe.app', '--eraseinstall', '--agreetolicense']
    expect(await run(world, 'mac', words)).toMatchObject({ exit: 64 })
    expect(await run(world, 'mac', ['softwareupdate', '--install', '--all'])).toMatchObject({ exit: 64 })
    expect(await run(world, 'mac', ['softwareupdate', '--background'])).toMatchObject({ exit: 64 })
  })

  it('FileVault lets one restart through, for a password that it knows', async () => {
    const world = oneMac('Mac16,11', (mac) => (mac.fileVault = 'on'))
    const arm = ['fdesetup', 'authrestart', '-delayminutes', '-1', '-inputplist']
    const plist = (password: string) =>
      `<key>Username</key><string>admin</string><key>Password</key><string>${password}</string>`
    expect(await run(world, 'mac', arm, { stdin: plist('wrong') })).toMatchObject({ exit: 11 })
    expect(await run(world, 'mac', arm, { stdin: plist('simulated') })).toMatchObject({ exit: 0 })
    reboot(world, 'mac', LATER)
    expect(only(world).locked).toBe(false)
    reboot(world, 'mac', LATER + 60)
    expect(only(world).locked).toBe(true)
  })

  it('make the other Macs differ', () => {
    const world = pair()
    changeBuild(world, 'a', { version: '26.7', build: '25H10' }, LATER)
    expect(macOf(world, 'a').macos).not.toEqual(macOf(world, 'b').macos)
  })
})

describe("16: exo's network daemon", () => {
  it('takes the static address away from a Thunderbolt service', async () => {
    const world = pair()
    await leaveBridge(world, 'a', '10.77.0.1')
    exoResetsServices(world, 'a')
    expect(addresses(world, 'a', 'en2')[0]).toMatch(/^169\.254\./)
    expect(await printed(world, 'a', 'networksetup', '-getinfo', 'link')).toContain('DHCP Configuration\n')
  })
})

describe('19: names on a Mac that speaks another language', () => {
  it('translate the bridge service and the location, not the hardware port', async () => {
    const world = oneMac('Mac16,11', (mac) => {
      mac.location = 'Automatique'
      const bridge = mac.services.find((service) => service.device === 'bridge0')
      if (bridge) bridge.name = 'Pont Thunderbolt'
    })
    const order = await printed(world, 'mac', 'networksetup', '-listnetworkserviceorder')
    expect(order).toContain('Pont Thunderbolt\n(Hardware Port: Thunderbolt Bridge, Device: bridge0)')
    expect(await printed(world, 'mac', 'networksetup', '-getcurrentlocation')).toBe('Automatique\n')
  })
})

describe('domain UUIDs', () => {
  it('change over weeks, at both ends of the report, while switch UIDs stay', async () => {
    const world = pair()
    const report = async (name: string): Promise<string> =>
      printed(world, name, 'system_profiler', 'SPThunderboltDataType', '-json')
    const before = macOf(world, 'b').receptacles['1']
    const was = { ...before }
    renewDomains(world, 'b')
    expect(before?.domain).not.toBe(was.domain)
    expect(before?.switchUid).toBe(was.switchUid)
    for (const name of ['a', 'b']) expect(await report(name)).toContain(before?.domain)
  })
})

describe('the world', () => {
  it('survives being written to a file and read again', async () => {
    const world = pair()
    await leaveBridge(world, 'a', '10.77.0.1')
    expect(worldSchema.parse(JSON.parse(JSON.stringify(world)))).toEqual(world)
  })

  it('answers a ping only where both ends of a live link own an address', async () => {
    const world = pair()
    await leaveBridge(world, 'a', '10.77.0.1')
    const ping = ['ping', '-c', '1', '-t', '2', '10.77.0.2']
    expect((await run(world, 'a', ping)).exit).toBe(2)
    await leaveBridge(world, 'b', '10.77.0.2')
    expect((await run(world, 'a', ping)).exit).toBe(0)
    expect(await printed(world, 'a', 'arp', '-an')).toContain('? (10.77.0.2) at ')
    unplug(world, 'b:1')
    expect((await run(world, 'a', ping)).exit).toBe(2)
  })
})
