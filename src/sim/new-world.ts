import { modelOf, type Model } from './catalogue.js'
import { etherFrom, bytesFrom, securedLinkLocal, serialFrom, uuidFrom } from './derive.js'
import { addCable, move } from './hands-on-world.js'
import { rebuildBridges, settle } from './kernel.js'
import { factoryPower } from './factory-power.js'
import type { Device, KernelInterface, NetworkService, SimMac, World } from './world.js'

export interface NewMac {
  readonly model: string
  readonly memoryBytes?: number
  readonly macos?: { readonly version: string; readonly build: string }
  readonly fileVault?: 'on' | 'off'
  /** The organisation's server that manages it (MDM). */
  readonly enrollment?: SimMac['enrollment']
  /** What Apple offers it; a label ends with the build: `macOS Tahoe 26.2-25C56`. */
  readonly updates?: SimMac['updates']
  /** Full installers in /Applications, by the name of the app. */
  readonly installers?: SimMac['installers']
  /** Password of its user, who owns the startup volume. */
  readonly password?: string
}

export interface SlowCable {
  readonly between: string
  readonly gbps?: number
  readonly rateMbit?: number
}

export interface NewWorld {
  readonly lab: string
  readonly seed: number
  readonly macs: Readonly<Record<string, NewMac>>
  readonly devices?: Readonly<Record<string, Device>>
  /** `studio-1:2 <-> studio-2:2`, also `studio-1:4 <-> dock:1`; a slow cable names its Gb/s, or as a real one its Mbit/s. */
  readonly cables?: readonly (string | SlowCable)[]
  readonly user?: string
}

const BOOTED = 1_790_000_000
const MACOS = { version: '26.6', build: '25G72' }

/** Macs as they come out of the box: bridge on, RDMA off, sleep on, automatic updates on. Same words, same world. */
export function newWorld(input: NewWorld): World {
  const entries = Object.entries(input.macs)
  const macs = entries.map(([name, mac], at) => [name, newMac(input, name, mac, at)] as const)
  const world: World = {
    lab: input.lab,
    seed: input.seed,
    clockOffset: 0,
    macs: Object.fromEntries(macs),
    devices: structuredClone({ ...input.devices }),
    cables: [],
    agenda: [],
  }
  for (const cable of input.cables ?? []) {
    const { between, gbps, rateMbit }: SlowCable = typeof cable === 'string' ? { between: cable } : cable
    const [a = '', b = ''] = between.split('<->')
    addCable(world, a.trim(), b.trim(), gbps ?? null, rateMbit)
  }
  settle(world)
  return world
}

/** As people cable them: the world of `newWorld` with one plug in another receptacle than the lab says. */
export function outOfTheBox(input: NewWorld, wrong: { readonly plug: string; readonly instead: string }): World {
  const world = newWorld(input)
  move(world, wrong.plug, wrong.instead)
  return world
}

function newMac(input: NewWorld, name: string, wanted: NewMac, at: number): SimMac {
  const model = modelOf(wanted.model)
  const seed = [input.lab, input.seed, name] as const
  const serial = serialFrom(...seed)
  const mac: SimMac = {
    ...identity(model, name, serial, wanted, input.user ?? 'admin'),
    overview: {
      uuid: uuidFrom(...seed, 'platform'),
      udid: `0000${bytesFrom(...seed, 'udid').toString('hex', 0, 2)}-${bytesFrom(...seed, 'udid').toString('hex', 2, 10)}`.toUpperCase(),
      number: 'Z1CE000XXLL/A',
      firmware: '13822.41.1',
    },
    ...factoryPower(model),
    services: factoryServices(model),
    hardwarePorts: hardwarePorts(model),
    lan: { device: 'en0', address: `192.168.7.${10 + at}`, netmask: '255.255.255.0', router: '192.168.7.1' },
    storedBridges: {
      bridge0: { Options: { __AUTO__: 'thunderbolt-bridge' }, Interfaces: model.ports.map((port) => port.device) },
    },
    bridgeEther: null,
    kernel: { interfaces: interfaces(model, seed), bridges: {}, tunnels: {}, routes: {} },
    receptacles: receptacles(model, seed),
  }
  rebuildBridges(mac)
  return mac
}

type Identity = Omit<
  SimMac,
  | 'overview'
  | 'power'
  | 'battery'
  | 'services'
  | 'hardwarePorts'
  | 'lan'
  | 'storedBridges'
  | 'bridgeEther'
  | 'kernel'
  | 'receptacles'
>

function identity(model: Model, name: string, serial: string, wanted: NewMac, user: string): Identity {
  return {
    name,
    model: model.id,
    serial,
    memoryBytes: wanted.memoryBytes ?? model.memoryGb * 2 ** 30,
    on: true,
    user,
    macos: { ...(wanted.macos ?? MACOS) },
    computerName: `Admin’s ${model.family}`,
    localHostName: `Admins-${model.family.replaceAll(' ', '-')}`,
    hostName: null,
    bootTime: BOOTED,
    utcOffsetMinutes: 0,
    nvram: {},
    rdmaSinceBoot: false,
    protectionDomains: {},
    sysctl: {},
    defaults: {},
    fileVault: wanted.fileVault ?? 'off',
    locked: false,
    unlocksOnce: false,
    diskUsers: [{ user, guid: uuidFrom(name, serial, user), password: wanted.password ?? 'simulated', owner: true }],
    installed: null,
    installers: { ...wanted.installers },
    enrollment: wanted.enrollment ?? null,
    firewall: false,
    spotlight: true,
    timeMachine: false,
    updates: [...(wanted.updates ?? [])],
    location: 'Automatic',
    locations: {},
    jobs: {},
    disabledJobs: [],
    diskFreeBytes: 800 * 10 ** 9,
    faults: {},
  }
}

function factoryServices(model: Model): NetworkService[] {
  const names = [
    ...(model.ethernet === null ? [] : [{ name: 'Ethernet', device: model.ethernet }]),
    { name: 'Wi-Fi', device: model.wifi },
    { name: 'Thunderbolt Bridge', device: 'bridge0' },
  ]
  return names.map(({ name, device }) => newService(name, name, device))
}

/** A service as macOS makes it: DHCP and automatic IPv6. */
export function newService(name: string, port: string, device: string): NetworkService {
  const none = { address: null, netmask: null, router: null }
  return { name, port, device, enabled: true, method: 'dhcp', ...none, ipv6: 'automatic' }
}

function hardwarePorts(model: Model): SimMac['hardwarePorts'] {
  return [
    ...(model.ethernet === null ? [] : [{ name: 'Ethernet', device: model.ethernet }]),
    ...model.adapters.map((device) => ({ name: `Ethernet Adapter (${device})`, device })),
    { name: 'Wi-Fi', device: model.wifi },
    ...model.ports.map((port, at) => ({ name: `Thunderbolt ${at + 1}`, device: port.device })),
  ]
}

function interfaces(model: Model, seed: readonly (string | number)[]): Record<string, KernelInterface> {
  const built = [model.ethernet, model.wifi].filter((device) => device !== null)
  const plain = [...built, ...model.adapters].map((device, at) => [device, etherFrom('f8:4d:89', at, ...seed)] as const)
  // The Thunderbolt ports of one Mac share an address and step by four in the last byte (facts 2.1, TN3205).
  const cabled = model.ports.map((port, at) => [port.device, etherFrom('36', 0x40 + 4 * at, ...seed)] as const)
  const sorted = [...plain, ...cabled].sort(([a], [b]) => Number(a.slice(2)) - Number(b.slice(2)))
  return Object.fromEntries(
    sorted.map(([device, mac], at) => [device, newInterface(9 + at, mac, securedLinkLocal(...seed, device))]),
  )
}

function newInterface(index: number, mac: string, linkLocal: string): KernelInterface {
  return { index, up: true, mac, linked: false, carrier: false, linkEvents: 0, linkLocal, addresses: [] }
}

function receptacles(model: Model, seed: readonly (string | number)[]): SimMac['receptacles'] {
  const middle = bytesFrom(...seed, 'switch')
    .toString('hex', 0, 5)
    .toUpperCase()
  const entries = model.ports.map((_, bus) => {
    const last = (0x80 + bus).toString(16).toUpperCase()
    const services = { ip: uuidFrom(...seed, 'ip', bus), rdma: uuidFrom(...seed, 'rdma', bus) }
    const one = {
      domain: uuidFrom(...seed, 'domain', bus),
      switchUid: `0x05AC${middle}${last}`,
      services,
      leftover: null,
    }
    return [String(bus + 1), one] as const
  })
  return Object.fromEntries(entries)
}
