import { describe, expect, it } from 'vitest'
import { macOf } from '../../../src/sim/cabling.js'
import { enableRdma, setFault } from '../../../src/sim/hands-on-world.js'
import { settle } from '../../../src/sim/kernel.js'
import { newService, newWorld } from '../../../src/sim/new-world.js'
import type { NetworkService, SimMac, World } from '../../../src/sim/world.js'
import { capture, oneMac, only, port, run } from './run.js'

/** A recorded answer, the world of the Mac it came from, and who asked. */
type Row = readonly [file: string, world: () => World, who?: 'not root']

const plain = (): World => oneMac('Mac15,14')

const studio = (change: (mac: SimMac) => void) => (): World => oneMac('Mac15,14', change)

const macbook = (change: (mac: SimMac) => void) => (): World => oneMac('Mac17,7', change)

const battery = (changes: Partial<NonNullable<SimMac['battery']>>) =>
  macbook((mac) => (mac.battery = { id: 4653155, percent: 100, state: 'charged', minutes: 0, ...changes }))

function service(name: string, device: string, changes: Partial<NetworkService> = {}): NetworkService {
  return { ...newService(name, name, device), ...changes }
}

/** A Mac with these hardware ports, whose Ethernet addresses count from 02:00:5e:00:53:00 in the order listed. */
function withPorts(mac: SimMac, names: readonly (readonly [string, string])[], bridgeAt?: number): void {
  mac.hardwarePorts = names.map(([name, device]) => ({ name, device }))
  const ether = (number: number): string => `02:00:5e:00:53:${number.toString(16).padStart(2, '0')}`
  if (bridgeAt === undefined) mac.storedBridges = {}
  else mac.bridgeEther = ether(bridgeAt)
  names.forEach(([, device], at) => {
    const number = bridgeAt !== undefined && at >= bridgeAt ? at + 1 : at
    mac.kernel.interfaces[device] ??= { ...port(mac, 'en0') }
    port(mac, device).mac = ether(number)
  })
}

const numbered = (first: number, count: number, device: number): (readonly [string, string])[] =>
  Array.from({ length: count }, (_, at) => [`Thunderbolt ${first + at}`, `en${device + at}`] as const)

const adapters = [8, 9, 10, 11, 12, 13].map((n) => [`Ethernet Adapter (en${n})`, `en${n}`] as const)

const bridgeOff = service('Thunderbolt Bridge', 'bridge0', { enabled: false })

/** The mini of TN3205, cabled on receptacle 1 to another one. */
function mini(change: (mac: SimMac) => void = () => undefined): World {
  const macs = { mini: { model: 'Mac16,11' }, other: { model: 'Mac16,11' } }
  const world = newWorld({ lab: 'test', seed: 1, macs, cables: ['mini:1 <-> other:1'] })
  const mac = macOf(world, 'mini')
  for (const [at, device] of ['en2', 'en3', 'en4'].entries()) {
    port(mac, device).mac = `36:4d:04:ea:4e:${(0x40 + 4 * at).toString(16)}`
    const receptacle = mac.receptacles[String(at + 1)]
    if (receptacle) receptacle.switchUid = `0x05AC7E0A474D02E${at}`
  }
  port(mac, 'en2').linkLocal = 'fe80::1021:1bac:fe1:b5e3'
  change(mac)
  settle(world)
  return world
}

/** en2 out of the bridge with a self-assigned address, as TN3205 shows it. */
function addressed(mac: SimMac): void {
  const own = { address: '169.254.205.255', netmask: '255.255.0.0' }
  mac.storedBridges = {}
  mac.kernel.bridges = {}
  mac.services = [service('RDMA', 'en2', { method: 'manual', ...own })]
}

function halfOut(mac: SimMac): void {
  addressed(mac)
  mac.kernel.bridges = { bridge0: { up: true, members: ['en4'], addresses: [] } }
  mac.services.push(service('Thunderbolt Bridge', 'bridge0'), service('Ethernet', 'en0'))
  mac.lan = { device: 'en0', address: '198.51.100.7', netmask: '255.255.255.0', router: '198.51.100.1' }
  mac.kernel.tunnels = { utun4: '100.64.0.7' }
  port(mac, 'en3').up = false
  mac.bridgeEther = '36:4d:04:ea:4e:40'
  const en0 = { index: 4, mac: '02:00:5e:00:53:00', linkLocal: 'fe80::18a3:3bd1:f2b0:7a11' }
  Object.assign(port(mac, 'en0'), en0)
  const shown = Object.entries(mac.kernel.interfaces).filter(([device]) => /^en[0234]$/.test(device))
  mac.kernel.interfaces = Object.fromEntries(shown)
}

const rdmaOn = (world: World): World => {
  for (const name of Object.keys(world.macs)) enableRdma(world, name, 1_790_000_100)
  return world
}

function enabledStudio(): World {
  const world = plain()
  Object.values(only(world).receptacles).forEach((receptacle, at) => {
    receptacle.switchUid = `0x05ACBAEDD9A9968${at}`
  })
  return rdmaOn(world)
}

const update = (label: string, version: string, size: string) => {
  return { label, title: label.slice(0, label.lastIndexOf('-')), version, size, action: 'restart' }
}

const OWNER = '1F5D3C3A-6B0E-4B53-9C8E-2D7F0A51B6C1'
const GUEST = '7C2B8E10-94D2-4F0B-8D11-5A6E3F90C2D4'
const people = (mac: SimMac): SimMac['diskUsers'] => [
  { user: mac.user, guid: OWNER, password: 'simulated', owner: true },
  { user: 'guest1', guid: GUEST, password: 'simulated', owner: false },
]
const owned = (fileVault: 'on' | 'off') =>
  studio((mac) => Object.assign(mac, { fileVault, diskUsers: people(mac).slice(0, 1) }))
const offered = (label: string, version: string, size: string) =>
  studio((mac) => (mac.updates = [update(label, version, size)]))

const tahoe = update('macOS Tahoe 26.6-25G72', '26.6', '3829595KiB')

const MDM = 'https://mdm.example.com/mdm/ServerURL'
const managed = (dep: boolean, approved: boolean) => studio((mac) => (mac.enrollment = { dep, approved, server: MDM }))

const UPDATES = '/Library/Preferences/com.apple.SoftwareUpdate AutomaticallyInstallMacOSUpdates'

const networkRows: readonly Row[] = [
  ['networksetup/current-location.txt', plain],
  [
    'networksetup/locations-exo-french.txt',
    studio((mac) => Object.assign(mac, { location: 'Automatique', locations: { exo: [] } })),
  ],
  [
    'networksetup/hardware-ports-mac-studio.txt',
    studio((mac) => {
      withPorts(mac, [['Ethernet', 'en0'], ['Ethernet Adapter (en8)', 'en8'], ['Wi-Fi', 'en1'], ...numbered(1, 2, 2)])
      port(mac, 'en8').mac = '02:00:5e:00:53:08'
      ;['en1', 'en2', 'en3'].forEach((device, at) => (port(mac, device).mac = `02:00:5e:00:53:0${at + 1}`))
    }),
  ],
  [
    'networksetup/hardware-ports-mac-studio-with-bridge.txt',
    studio((mac) => withPorts(mac, [['Ethernet', 'en0'], ...adapters, ['Wi-Fi', 'en1'], ...numbered(1, 6, 2)], 7)),
  ],
  [
    'networksetup/hardware-ports-macbook-pro-m5-max.txt',
    macbook((mac) => {
      const cabled = [
        ['Thunderbolt 1', 'en1'],
        ['Thunderbolt 2', 'en6'],
        ['Thunderbolt 3', 'en2'],
      ] as const
      withPorts(mac, [['Wi-Fi', 'en0'], ...cabled], 0)
    }),
  ],
  [
    'networksetup/hardware-ports-dock.txt',
    () =>
      oneMac('Mac16,11', (mac) => {
        const dock = [
          ['Thunderbolt Ethernet Slot 1', 'en8'],
          ['USB 10/100/1000 LAN', 'en9'],
        ] as const
        withPorts(mac, [['Ethernet', 'en0'], ['Wi-Fi', 'en1'], ...numbered(1, 3, 2), ...dock])
      }),
  ],
  [
    'networksetup/service-order.txt',
    studio((mac) => {
      const vpn = { ...service('Tailscale', ''), port: 'io.tailscale.ipn.macsys' }
      mac.services = [service('Ethernet', 'en0'), service('Wi-Fi', 'en1'), bridgeOff]
      mac.services.push(service('Thunderbolt 6', 'en7'), vpn)
    }),
  ],
  [
    'networksetup/service-order-two-on-one-device.txt',
    studio((mac) => {
      const earlier = { ...service('Earlier Cluster Bridge', 'en4'), port: 'Thunderbolt 3' }
      mac.services = [service('Ethernet', 'en0'), service('Wi-Fi', 'en1'), earlier, service('Thunderbolt 3', 'en4')]
    }),
  ],
  [
    'networksetup/services.txt',
    studio((mac) => {
      mac.services = [service('Ethernet', 'en0'), service('Wi-Fi', 'en1'), bridgeOff, service('Thunderbolt 6', 'en7')]
    }),
  ],
  [
    'networksetup/service-order-french.txt',
    studio((mac) => {
      for (const one of mac.services) if (one.device === 'bridge0') one.name = 'Pont Thunderbolt'
    }),
  ],
  [
    'networksetup/service-order-german.txt',
    studio((mac) => {
      const wifi = { ...service('Büro (WLAN)', 'en1'), port: 'Wi-Fi' }
      mac.services = [service('Ethernet', 'en0'), { ...bridgeOff, name: 'Thunderbolt-Bridge' }, wifi]
    }),
  ],
  ['networksetup/enabled.txt', plain],
  ['networksetup/disabled.txt', studio((mac) => (mac.services = [bridgeOff]))],
  [
    'networksetup/info-dhcp.txt',
    () => {
      const world = oneMac('Mac15,14', (mac) => {
        mac.lan = { device: 'en0', address: '198.51.100.7', netmask: '255.255.255.0', router: '198.51.100.1' }
        port(mac, 'en0').mac = '02:00:5e:00:53:07'
      })
      settle(world)
      return world
    },
  ],
  [
    'networksetup/info-manual.txt',
    studio((mac) => {
      const address = { method: 'manual', address: '10.219.1.7', netmask: '255.255.0.0', ipv6: 'link-local' } as const
      mac.services = [service('Thunderbolt 6', 'en7', address)]
      port(mac, 'en7').mac = '02:00:5e:00:53:07'
    }),
  ],
  ['networksetup/info-dhcp-no-address.txt', studio((mac) => (mac.bridgeEther = '02:00:5e:00:53:07'))],
  ['networksetup/error-unknown-service.txt', plain],
  ['networksetup/liar-unknown-service.txt', studio((mac) => (mac.faults['networksetup exits 0'] = 'yes'))],
  ['networksetup/error-not-admin.txt', plain, 'not root'],
  [
    'networksetup/liar-unable-to-commit.txt',
    studio((mac) => (mac.faults = { 'networksetup exits 0': 'yes', 'networksetup commit': 'yes' })),
  ],
  ['networksetup/error-claimed-port.txt', plain],
  ['networksetup/locations.txt', plain],
  ['networksetup/current-location-french.txt', studio((mac) => (mac.location = 'Automatique'))],
  ['ifconfig/en2-linked.txt', () => mini(addressed)],
  ['ifconfig/bridge0.txt', () => mini((mac) => (mac.services = [{ ...bridgeOff }]))],
  ['ifconfig/bridge-missing.txt', studio((mac) => (mac.kernel.bridges = {}))],
  [
    'ifconfig/not-a-member.txt',
    () => mini((mac) => (mac.kernel.bridges = { bridge0: { up: true, members: [], addresses: [] } })),
  ],
  ['ifconfig/mac-mini-half-out-of-bridge.txt', () => mini(halfOut)],
  ['preferences/bridge-with-members.json', macbook(() => undefined)],
  ['preferences/bridge-deleted.json', studio((mac) => (mac.storedBridges = {}))],
  ['preferences/never-stored.txt', studio((mac) => (mac.faults['preferences without bridges'] = 'yes'))],
  ['preferences/delete-missing.txt', studio((mac) => (mac.storedBridges = {}))],
  [
    'route/default.txt',
    studio((mac) => {
      mac.lan = { device: 'en0', address: '198.51.100.7', netmask: '255.255.255.0', router: '198.51.100.1' }
    }),
  ],
  ['route/none.txt', studio((mac) => (mac.services = []))],
]

const rdmaRows: readonly Row[] = [
  ['rdma/objects-leaked.txt', studio((mac) => (mac.protectionDomains = { rdma_en2: 3, rdma_en3: 4 }))],
  ['rdma/objects-none.txt', plain],
  ['rdma/objects-no-class.txt', studio((mac) => (mac.macos = { version: '26.1', build: '25B78' }))],
  ['rdma/status-enabled.txt', () => rdmaOn(plain())],
  ['rdma/status-disabled.txt', plain],
  ['rdma/enable-refused.txt', plain],
  ['rdma/no-rdma-ctl.txt', studio((mac) => (mac.macos = { version: '26.1', build: '25B78' }))],
  ['rdma/no-ibv-devices.txt', studio((mac) => (mac.macos = { version: '26.1', build: '25B78' }))],
  ['rdma/devices-mac-studio-m3-ultra.txt', enabledStudio],
  ['rdma/devices-none.txt', plain],
  ['rdma/devices-mac-mini-m4-pro.txt', () => rdmaOn(mini())],
  ['rdma/devinfo-mac-mini-m4-pro.txt', () => rdmaOn(mini(addressed))],
  ['rdma/devinfo-no-devices.txt', plain],
  ['rdma/devinfo-unknown-device.txt', enabledStudio],
  ['rdma/nvram-set.txt', () => rdmaOn(plain())],
  ['rdma/nvram-unset.txt', plain],
  ['sysctl/rdma-version.txt', plain],
]

const settingsRows: readonly Row[] = [
  ['sw-vers/27.0.txt', studio((mac) => (mac.macos = { version: '27.0', build: '26A428' }))],
  ['sw-vers/26.2.txt', studio((mac) => (mac.macos = { version: '26.2', build: '25C56' }))],
  [
    'sw-vers/rapid-security-response.txt',
    studio((mac) => (mac.macos = { version: '26.3.1', build: '25D771280a', extra: '(a)' })),
  ],
  ['sysctl/wired-limit-default.txt', plain],
  ['sysctl/wired-limit-set.txt', plain],
  ['sysctl/wired-limit-unknown.txt', studio((mac) => (mac.macos = { version: '14.6', build: '23G80' }))],
  ['sysctl/wired-limit-not-root.txt', plain, 'not root'],
  [
    'sysctl/boot-time.txt',
    studio((mac) => {
      mac.bootTime = 1785031601.233215
      mac.utcOffsetMinutes = -240
    }),
  ],
  ['sysctl/swap-usage.txt', plain],
  [
    'pmset/current-mac-mini-m1.txt',
    studio((mac) => {
      const { autorestart: _, ...shown } = mac.power.ac
      mac.power.ac = { ...shown, sleep: '0' }
      mac.power.remarks = { sleep: 'sleep prevented by sharingd, powerd' }
    }),
  ],
  [
    'pmset/current-with-remarks.txt',
    studio((mac) => {
      const { autorestart: _, ...shown } = mac.power.ac
      mac.power.system = {}
      mac.power.ac = { ...shown, sleep: '0', displaysleep: '0' }
      mac.power.remarks = { sleep: 'sleep prevented by sharingd, powerd' }
      mac.power.remarks['displaysleep'] = 'display sleep prevented by Screen Sharing'
    }),
  ],
  ['pmset/custom-mac-mini.txt', () => oneMac('Mac16,11')],
  ['pmset/custom-macbook-pro-m5-pro.txt', macbook((mac) => (mac.power.ac['sleep'] = '0'))],
  ['pmset/not-root.txt', plain, 'not root'],
  ['pmset/batt-desktop.txt', plain],
  [
    'pmset/batt-macbook-pro-m5-pro-held.txt',
    battery({ id: 23265379, percent: 80, state: 'AC attached; not charging' }),
  ],
  ['pmset/batt-finishing-charge.txt', battery({ id: 21364835, state: 'finishing charge' })],
  ['pmset/batt-discharging.txt', battery({ id: 3997795, state: 'discharging', minutes: 446 })],
  ['pmset/batt-charging-no-estimate.txt', battery({ id: 3997795, percent: 78, state: 'charging', minutes: null })],
  ['pmset/batt-low.txt', battery({ percent: 9, state: 'discharging', minutes: null })],
  ['scutil/computer-name.txt', studio((mac) => (mac.computerName = 'Mac Studio 1'))],
  ['scutil/local-host-name.txt', studio((mac) => (mac.localHostName = 'mac-studio-1'))],
  ['scutil/host-name-not-set.txt', plain],
  ['software-update/automatic-on.txt', studio((mac) => (mac.defaults[UPDATES] = '1'))],
  ['software-update/automatic-off.txt', studio((mac) => (mac.defaults[UPDATES] = '0'))],
  ['software-update/automatic-unset.txt', studio((mac) => (mac.bootTime = Date.UTC(2026, 10, 20, 10) / 1000))],
  ['software-update/list-26.6.txt', studio((mac) => (mac.updates = [tahoe]))],
  [
    'software-update/list-major-upgrade.txt',
    studio((mac) => (mac.updates = [tahoe, update('macOS 27-26A428', '27', '8829595KiB')])),
  ],
  ['software-update/list-15.3.txt', offered('macOS Sequoia 15.3-24D60', '15.3', '2478898KiB')],
  ['software-update/list-26.2.txt', offered('macOS Tahoe 26.2-25C56', '26.2', '2913620KiB')],
  ['software-update/install-unauthenticated.txt', offered('macOS Tahoe 26.2-25C56', '26.2', '2913620KiB')],
  ['diskutil/one-owner.txt', owned('off')],
  ['diskutil/with-recovery-key.txt', owned('on')],
  ['fdesetup/list.txt', studio((mac) => (mac.diskUsers = people(mac)))],
  ['fdesetup/supports-authrestart.txt', plain],
  ['software-update/list-nothing.txt', plain],
  ['software-update/list-no-server.txt', studio((mac) => (mac.faults['no update server'] = 'yes'))],
  ['profiles/not-enrolled.txt', plain],
  ['profiles/enrolled-automatically.txt', managed(true, true)],
  ['profiles/enrolled-by-a-person.txt', managed(false, true)],
  ['profiles/enrolled-unapproved.txt', managed(false, false)],
  ['fdesetup/on.txt', studio((mac) => (mac.fileVault = 'on'))],
  ['fdesetup/off.txt', plain],
  ['fdesetup/converting.txt', studio((mac) => (mac.fileVault = 'converting'))],
  ['systemsetup/remote-login-on.txt', plain],
  ['systemsetup/remote-login-refused.txt', plain],
  ['tmutil/exclusion-refused.txt', plain],
]

const groups = { network: networkRows, RDMA: rdmaRows, settings: settingsRows }

for (const [group, rows] of Object.entries(groups)) {
  describe(`a stand-in in the state of a recorded Mac prints the same bytes: ${group}`, () => {
    for (const [file, world, who] of rows) {
      it(file, async () => {
        const { tool, stdout, stderr, exit } = capture(file)
        const made = world()
        const mac = Object.keys(made.macs)[0] ?? ''
        expect(await run(made, mac, tool, { root: who !== 'not root' })).toEqual({ stdout, stderr, exit })
      })
    }
  })
}

describe('parts of recordings', () => {
  it('the verbose address table of TN3205', async () => {
    const world = rdmaOn(mini(addressed))
    const recorded = capture('rdma/devinfo-verbose.txt').stdout
    const { stdout } = await run(world, 'mini', ['ibv_devinfo', '-d', 'rdma_en2', '-v'])
    expect(stdout.replace('e002:4d47:0a7e:ac05', '8096:a9d9:edba:ac05')).toBe(recorded)
  })

  it('the first of several verbs devices, with a silent neighbour', async () => {
    const world = oneMac('Mac17,7', (mac) => {
      const first = mac.receptacles['1']
      if (first) first.switchUid = '0x05ACBAEDD9A99680'
    })
    const { stdout } = await run(rdmaOn(world), 'mac', ['ibv_devinfo'])
    expect(stdout.startsWith(capture('rdma/devinfo-down.txt').stdout)).toBe(true)
  })

  it('the IPv4 address at index 2, where a fault puts it', async () => {
    const world = rdmaOn(mini(addressed))
    setFault(world, 'mini', 'gid index 2', 'en2')
    const { stdout } = await run(world, 'mini', ['ibv_devinfo', '-v', '-d', 'rdma_en2'])
    expect(stdout).toContain('GID[  2]:\t\t::ffff:169.254.205.255\n')
  })
})
