import { describe, expect, test } from 'vitest'
import { interfaces } from '../../src/macos/ifconfig.js'
import { job } from '../../src/macos/launchctl.js'
import { hardwarePorts, receptacleOf } from '../../src/macos/networksetup.js'
import { powerSettings } from '../../src/macos/pmset.js'
import { ibvGids } from '../../src/macos/rdma.js'
import { offeredUpdates } from '../../src/macos/software-update.js'
import { macosVersion } from '../../src/macos/sw-vers.js'
import { wiredLimit } from '../../src/macos/sysctl.js'
import { hardware } from '../../src/macos/system-profiler-hardware.js'
import { peerOf, thunderbolt } from '../../src/macos/system-profiler-thunderbolt.js'
import { captured } from '../captures/read.js'

const ports = (name: string) => thunderbolt.read(captured(`system-profiler-thunderbolt/${name}.json`))
const peers = (name: string) => ports(name).map(peerOf)

describe('what captures read later have corrected (facts, corrections 1 to 13)', () => {
  test('1: a Mac whose domains have changed is the same Mac by the UIDs of its ports', () => {
    const before = captured('system-profiler-thunderbolt/mac-mini-m4.json')
    const after = { ...before, stdout: before.stdout.replaceAll('C0000000-', 'CAFE0000-') }
    const [one, other] = [thunderbolt.read(before), thunderbolt.read(after)]
    expect(other.map(({ domainUuid }) => domainUuid)).not.toEqual(one.map(({ domainUuid }) => domainUuid))
    expect(other.map(({ switchUid }) => switchUid)).toEqual(one.map(({ switchUid }) => switchUid))
  })

  test('2: the order of number_processors, or a number in its place, changes nothing', () => {
    const files = ['macbook-pro-m5-max-locked', 'macbook-pro-m2-pro-27', 'virtual-machine']
    const found = files.map((file) => hardware.read(captured(`system-profiler-hardware/${file}.json`)))
    expect(found.map(({ model }) => model)).toEqual(['Mac17,6', 'Mac14,10', 'VirtualMac2,1'])
  })

  test('3: a link status of 0x7 on an empty port is no connection', () => {
    const report = captured('system-profiler-thunderbolt/speeds.json').stdout
    expect(report).toContain('"0x7"')
    expect(ports('speeds').filter(({ connected }) => connected)).toHaveLength(4)
  })

  test('4: 20 Gb/s is a speed, and a display made by Apple is no Mac', () => {
    expect(ports('speeds').map(({ speedGbps }) => speedGbps)).toContain(20)
    const [port] = ports('mac-studio-display-upstream').filter(({ attached }) => attached.length > 0)
    expect(port).toMatchObject({ connected: true, attached: [{ domainUuid: null }] })
    expect(port && peerOf(port)).toBeNull()
  })

  test('5: a neighbour that offers RDMA may run at 40 Gb/s', () => {
    const { stdout } = captured('system-profiler-thunderbolt/mac-studio-m3-ultra.json')
    const slow = thunderbolt.read({ exit: 0, stdout: stdout.replaceAll('"80 Gb/s"', '"40 Gb/s"'), stderr: '' })
    expect(slow[1]).toMatchObject({ speedGbps: 40 })
    expect(slow[1] && peerOf(slow[1])).toMatchObject({ advertisesRdma: true, through: 'direct' })
  })

  test('6: through a display one Mac names the other, and that one names nobody', () => {
    expect(peers('mac-studio-display-upstream').filter((peer) => peer !== null)).toEqual([])
    expect(peers('mac-studio-display-downstream').filter((peer) => peer !== null)).toHaveLength(1)
  })

  test('7: "Thunderbolt Ethernet Slot 1" is an adapter in a dock and no receptacle', () => {
    const names = hardwarePorts.read(captured('networksetup/hardware-ports-dock.txt')).map(({ port }) => port)
    expect(names).toContain('Thunderbolt Ethernet Slot 1')
    expect(receptacleOf('Thunderbolt Ethernet Slot 1')).toBeNull()
  })

  test('8: the state of a job is its own, among nested states and a "job state"', () => {
    const found = job('com.example.mlx-rank').read(captured('launchctl/job-nested-states.txt'))
    expect(found).toMatchObject({ state: 'running', pid: 4242 })
  })

  test('9: a major upgrade stands among the updates, without dot and name; labels may hold two spaces', () => {
    const builds = (file: string) => {
      const offers = offeredUpdates.read(captured(`software-update/${file}.txt`))
      return offers === 'no server' ? offers : offers.map(({ label, build }) => [label, build])
    }
    expect(builds('list-major-upgrade')).toContainEqual(['macOS 27-26A428', '26A428'])
    expect(builds('list-double-space')).toContainEqual(['macOS Tahoe  26.6-25G72', '25G72'])
  })

  test('10: an empty block and remarks of pmset -g are not taken for stored settings, and a remark is no value', () => {
    expect(() => powerSettings.read(captured('pmset/current-with-remarks.txt'))).toThrow('System-wide power settings')
    const stdout = 'AC Power:\n displaysleep         0 (display sleep prevented by Screen Sharing)\n'
    expect(powerSettings.read({ exit: 0, stdout, stderr: '' })['AC Power']).toEqual({ displaysleep: '0' })
  })

  test('11: the key of the RDMA service reads the same as UTF-8 and as escapes', () => {
    expect(ports('mac-studio-m3-ultra-raw-utf8')).toEqual(ports('mac-studio-m3-ultra'))
  })

  test('12: OLD -> NEW is no limit; sw_vers has two tabs; bridge0 has an nd6 line; ports of a Studio begin at en2', () => {
    expect(() => wiredLimit.read(captured('sysctl/wired-limit-set.txt'))).toThrow('->')
    expect(macosVersion.read(captured('sw-vers/26.2.txt'))).toEqual({ version: '26.2', build: '25C56' })
    const { stdout } = captured('ifconfig/mac-mini-half-out-of-bridge.txt')
    expect(stdout).toMatch(/^bridge0: (?:.|\n\t)*nd6 options/m)
    const all = interfaces.read(captured('ifconfig/mac-mini-half-out-of-bridge.txt'))
    expect(all.find(({ name }) => name === 'bridge0')).toMatchObject({ members: ['en4'] })
    const studio = hardwarePorts.read(captured('networksetup/hardware-ports-mac-studio-with-bridge.txt'))
    const first = studio.filter(({ port }) => (receptacleOf(port) ?? 9) <= 4)
    expect(first.map(({ device }) => device)).toEqual(['en2', 'en3', 'en4', 'en5'])
  })

  test('13: whatever limits a device prints, its addresses are read, and IPv4 is found where it stands', () => {
    const ipv4 = (file: string) =>
      ibvGids
        .read(captured(`rdma/${file}.txt`))
        .map(({ gids }) => gids.findIndex(({ gid }) => gid.startsWith('::ffff:')))
    expect(ipv4('devinfo-verbose')).toEqual([1])
    expect(ipv4('devinfo-verbose-27')).toEqual([2])
  })
})

describe('the neighbourhood of a receptacle', () => {
  test('Internet Sharing holds a receptacle in a bridge of its own', () => {
    const all = interfaces.read(captured('ifconfig/mac-mini-internet-sharing.txt'))
    expect(all.find(({ name }) => name === 'bridge100')).toMatchObject({
      members: ['en3'],
      addresses: [{ address: '192.168.2.1', netmask: '255.255.255.0' }],
    })
  })

  test('two real Macs name each other, one with RDMA off and a hub, one with RDMA on and a Thunderbolt 3 disk', () => {
    const [off, on] = [ports('macbook-pro-m5-max-rdma-off'), ports('macbook-pro-m5-max-rdma-on')]
    expect(off.map(peerOf)).toMatchObject([null, { domainUuid: on[1]?.domainUuid, advertisesRdma: true }, null])
    expect(on.map(peerOf)).toMatchObject([null, { domainUuid: off[1]?.domainUuid, advertisesRdma: false }, null])
    expect([off, on].map((mac) => mac.map(({ speedGbps }) => speedGbps))).toEqual([
      [null, 80, 80],
      [null, 80, 40],
    ])
  })

  test.each([
    [
      'a key that a later macOS adds',
      (text: string) => text.replaceAll('"route_string_key"', '"x_key" : "x", "y_key" : [], "route_string_key"'),
    ],
    ['white space and keys in another order', (text: string) => JSON.stringify(JSON.parse(text))],
  ])('%s changes nothing', (_name, change) => {
    const { stdout } = captured('system-profiler-thunderbolt/mac-studio-m3-ultra.json')
    expect(thunderbolt.read({ exit: 0, stdout: change(stdout), stderr: '' })).toEqual(ports('mac-studio-m3-ultra'))
  })

  test.each([
    ['a Mac whose domain is called otherwise', 'domain_uuid_key', 'domain_id_key'],
    ['services that are called otherwise', 'services_title', 'service_list'],
    ['devices that are called otherwise', '_items', '_devices'],
    ['a speed that is called otherwise', 'current_speed_key', 'speed_key'],
  ])('%s: refused with the key, not absent', (_name, key, other) => {
    const { stdout } = captured('system-profiler-thunderbolt/mac-studio-m3-ultra.json')
    const reply = { exit: 0, stdout: stdout.replaceAll(`"${key}"`, `"${other}"`), stderr: '' }
    expect(() => thunderbolt.read(reply)).toThrow(/SPThunderboltDataType: expected/)
  })
})
