import { z } from 'zod'
import { appointment } from './appointment.js'

const macEnd = z.strictObject({ mac: z.string(), receptacle: z.number().int() })
/** Port 1 of a device is the upstream one, towards the Mac that owns it. */
const deviceEnd = z.strictObject({ device: z.string(), port: z.number().int() })
const end = z.union([macEnd, deviceEnd])
export type MacEnd = z.infer<typeof macEnd>
export type End = z.infer<typeof end>

/** A cable between two receptacles, or from one to a device that is not a Mac (dock, disk, display). */
export const cable = z.strictObject({
  ends: z.tuple([end, end]),
  /** What the cable and both ports negotiate, in Gb/s; null = the best that both ends can. */
  gbps: z.number().nullable().default(null),
  /** What a real cable (a veth pair) lets through at most, in Mbit/s; absent = all that this machine can. */
  rateMbit: z.number().positive().optional(),
})
export type Cable = z.infer<typeof cable>

/** A dock, hub, disk or Thunderbolt display as system_profiler describes it. */
export const device = z.strictObject({
  name: z.string(),
  deviceId: z.string(),
  revision: z.string(),
  vendor: z.string(),
  vendorId: z.string(),
  switchUid: z.string(),
  switchVersion: z.string(),
  mode: z.enum(['usb_four_v2', 'usb_four', 'thunderbolt_three']),
  /** micro_version_key, or lc_version_key of a Thunderbolt 3 device. */
  firmware: z.string(),
  gbps: z.number(),
  /** Numbers of the ports one can plug something into. */
  downstream: z.array(z.number().int()).default([]),
  /** What the Mac's own port prints as link_status_key with this device on it. */
  hostLinkStatus: z.string().default('0x2'),
  /** A display hides Macs behind it from the Mac in front of it. */
  hidesMacs: z.boolean().default(false),
})
export type Device = z.infer<typeof device>

export const networkService = z.strictObject({
  name: z.string(),
  /** Hardware port name, for example `Thunderbolt 2`, or a VPN's bundle id. */
  port: z.string(),
  device: z.string(),
  enabled: z.boolean(),
  method: z.enum(['dhcp', 'manual', 'off']),
  address: z.string().nullable(),
  netmask: z.string().nullable(),
  router: z.string().nullable(),
  ipv6: z.enum(['automatic', 'link-local', 'off']),
})
export type NetworkService = z.infer<typeof networkService>

const address = z.strictObject({
  address: z.string(),
  netmask: z.string(),
  /** Who put it there: configd from a network service, or a hand with ifconfig. */
  from: z.enum(['service', 'ifconfig']),
})
export type Address = z.infer<typeof address>

/** What the kernel has; gone at reboot, rebuilt from the stored preferences. */
export const kernelInterface = z.strictObject({
  index: z.number().int(),
  up: z.boolean(),
  mac: z.string(),
  /** Somebody is at the other end, whether or not this interface is up. */
  linked: z.boolean(),
  /** `status: active`. */
  carrier: z.boolean(),
  /** Counts carrier changes; self-assigned addresses change with it. */
  linkEvents: z.number().int(),
  linkLocal: z.string(),
  addresses: z.array(address),
})
export type KernelInterface = z.infer<typeof kernelInterface>

const kernelBridge = z.strictObject({ up: z.boolean(), members: z.array(z.string()), addresses: z.array(address) })

/** One bridge of VirtualNetworkInterfaces.Bridge in preferences.plist, in its own words. */
export const storedBridge = z.strictObject({
  Options: z.record(z.string(), z.string()).optional(),
  Interfaces: z.array(z.string()).optional(),
})
export type StoredBridge = z.infer<typeof storedBridge>

export const job = z.strictObject({
  label: z.string(),
  /** Path of the plist inside the Mac's private folder, without the prefix. */
  plist: z.string(),
  runs: z.number(),
  lastExit: z.number().nullable(),
  lastSignal: z.string().nullable(),
})

/** One Thunderbolt controller. macOS changes the domain UUID over weeks; the switch UID stays. */
const receptacle = z.strictObject({
  domain: z.string(),
  switchUid: z.string(),
  services: z.strictObject({ ip: z.string(), rdma: z.string() }),
  /** micro_version_key that an idle port still prints after it has been used. */
  leftover: z.string().nullable(),
})

const settings = z.record(z.string(), z.string())
const macos = z.strictObject({ version: z.string(), build: z.string() })

const battery = z.strictObject({
  id: z.number().int(),
  percent: z.number().int(),
  state: z.enum(['discharging', 'charging', 'finishing charge', 'charged', 'AC attached; not charging']),
  /** Minutes until it is full or empty, null for no estimate. */
  minutes: z.number().int().nullable(),
})

/** A file of the sim is the truth for processes; the world keeps what macOS keeps. */
export const simMac = z.strictObject({
  name: z.string(),
  model: z.string(),
  serial: z.string(),
  /** What SPHardwareDataType prints and nothing else knows. */
  overview: z.strictObject({ uuid: z.string(), udid: z.string(), number: z.string(), firmware: z.string() }),
  memoryBytes: z.number(),
  /** Switched on and past the boot chime; a Mac that is off is no neighbour. */
  on: z.boolean(),
  user: z.string(),
  /** `extra` names a rapid security response, for example `(a)`. */
  macos: z.strictObject({ version: z.string(), build: z.string(), extra: z.string().optional() }),
  computerName: z.string(),
  localHostName: z.string(),
  hostName: z.string().nullable(),
  /** Seconds since 1970, with the microseconds that kern.boottime prints behind the point. */
  bootTime: z.number(),
  /** Time zone of the dates that tools print. */
  utcOffsetMinutes: z.number(),
  nvram: settings,
  /** RDMA as the kernel booted with it; NVRAM counts from the next boot on. */
  rdmaSinceBoot: z.boolean(),
  /** Protection domains leaked or in use, per RDMA device. */
  protectionDomains: z.record(z.string(), z.number().int()),
  /** pmset, in the order in which this model prints; battery is null on a desktop. */
  power: z.strictObject({ ac: settings, battery: settings.nullable(), system: settings, remarks: settings }),
  /** A laptop's battery; it discharges where mains are missing. */
  battery: battery.nullable().default(null),
  /** Values that differ from what this model boots with; gone at reboot. */
  sysctl: settings,
  /** `<domain> <key>` to the value as `defaults read` prints it. */
  defaults: settings,
  fileVault: z.enum(['on', 'off', 'converting']),
  locked: z.boolean(),
  /** FileVault lets the next boot through without asking (`fdesetup authrestart`). */
  unlocksOnce: z.boolean().default(false),
  /** Who can unlock the disk; `owner`: may also sign what the Mac boots. */
  diskUsers: z
    .array(z.strictObject({ user: z.string(), guid: z.string(), password: z.string(), owner: z.boolean() }))
    .default([]),
  /** The organisation's server that manages this Mac (MDM); null = nobody does. */
  enrollment: z.strictObject({ dep: z.boolean(), approved: z.boolean(), server: z.string() }).nullable().default(null),
  firewall: z.boolean(),
  spotlight: z.boolean(),
  timeMachine: z.boolean(),
  updates: z.array(
    z.strictObject({ label: z.string(), title: z.string(), version: z.string(), size: z.string(), action: z.string() }),
  ),
  /** macOS that was installed and counts from the next boot on. */
  installed: macos.nullable().default(null),
  /** Full installers in /Applications, by the name of the app. */
  installers: z.record(z.string(), macos).default({}),
  location: z.string(),
  /** Services of the network locations that are not in use. */
  locations: z.record(z.string(), z.array(networkService)),
  services: z.array(networkService),
  hardwarePorts: z.array(z.strictObject({ name: z.string(), device: z.string() })),
  /** The network the operator comes from; what DHCP hands out there. */
  lan: z.strictObject({ device: z.string(), address: z.string(), netmask: z.string(), router: z.string() }).nullable(),
  /** VirtualNetworkInterfaces.Bridge of preferences.plist; absent key = no stored bridge. */
  storedBridges: z.record(z.string(), storedBridge),
  /** Some Macs give bridge0 an Ethernet address of its own; null = that of its first member. */
  bridgeEther: z.string().nullable(),
  kernel: z.strictObject({
    interfaces: z.record(z.string(), kernelInterface),
    bridges: z.record(z.string(), kernelBridge),
    /** utunN of a VPN to its address. */
    tunnels: settings,
    /** Host routes set by hand: destination to interface. */
    routes: settings,
  }),
  receptacles: z.record(z.string(), receptacle),
  jobs: z.record(z.string(), job),
  disabledJobs: z.array(z.string()),
  diskFreeBytes: z.number(),
  /** Named faults: `networksetup exits 0`, `networksetup commit`, `gid index 2`, `rdma port stuck down`, … */
  faults: settings,
})
export type SimMac = z.infer<typeof simMac>

/** The whole simulated lab: serialisable, survives a restart of the sim. */
export const world = z.strictObject({
  lab: z.string(),
  seed: z.number(),
  /** Seconds added to the real clock. */
  clockOffset: z.number().default(0),
  macs: z.record(z.string(), simMac),
  devices: z.record(z.string(), device).default({}),
  cables: z.array(cable),
  /** What is going to happen by itself, in the order in which it was arranged. */
  agenda: z.array(appointment).default([]),
})
export type World = z.infer<typeof world>

/** What a stand-in of a macOS tool is called with. `root` is true behind sudo. */
export interface ToolCall {
  readonly world: World
  readonly mac: SimMac
  readonly argv: readonly string[]
  readonly stdin: string
  readonly root: boolean
  /** Real folder that stands for `/` of this Mac. */
  readonly folder: string
}

export interface ToolReply {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
  /** What the daemon does after the tool has answered. */
  readonly then?: 'reboot' | 'shutdown' | 'drop connections'
}

/**
 * One macOS tool. `reads` are the exact argument lists whose output depends on the world alone: they are rendered to
 * files whenever the world changes, so that a look costs no process of ours. Everything else goes to `call`, which may
 * change the world in place. Unknown arguments answer as macOS does, or fail loudly; never silently.
 */
export interface Tool {
  readonly name: string
  /** Lies inside an app and not on the PATH. */
  readonly elsewhere?: true
  readonly reads?: (world: World, mac: SimMac) => readonly (readonly string[])[]
  readonly call: (call: ToolCall) => ToolReply | Promise<ToolReply>
}
