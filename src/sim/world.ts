import { z } from 'zod'

/** One end of a cable. */
const end = z.strictObject({ mac: z.string(), receptacle: z.number().int() })

/** A cable between two receptacles, or from one to a device that is not a Mac (dock, disk, display). */
export const cable = z.strictObject({
  ends: z.tuple([end, end]),
  /** What the cable and both ports negotiate, in Gb/s; null = the best that both ends can. */
  gbps: z.number().nullable().default(null),
})
export type Cable = z.infer<typeof cable>

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

/** What the kernel has; gone at reboot, rebuilt from the stored preferences. */
export const kernelInterface = z.strictObject({
  up: z.boolean(),
  addresses: z.array(z.strictObject({ address: z.string(), netmask: z.string() })),
  mac: z.string(),
})

export const job = z.strictObject({
  label: z.string(),
  /** Path of the plist inside the Mac's private folder, without the prefix. */
  plist: z.string(),
  runs: z.number(),
  lastExit: z.number().nullable(),
  lastSignal: z.string().nullable(),
})

/** A file of the sim is the truth for processes; the world keeps what macOS keeps. */
export const simMac = z.strictObject({
  name: z.string(),
  model: z.string(),
  serial: z.string(),
  memoryBytes: z.number(),
  macos: z.strictObject({ version: z.string(), build: z.string() }),
  computerName: z.string(),
  localHostName: z.string(),
  /** Seconds since 1970. */
  bootTime: z.number(),
  nvram: z.record(z.string(), z.string()),
  /** RDMA as the kernel booted with it; NVRAM counts from the next boot on. */
  rdmaSinceBoot: z.boolean(),
  power: z.record(z.string(), z.string()),
  sysctl: z.record(z.string(), z.string()),
  defaults: z.record(z.string(), z.string()),
  fileVault: z.enum(['on', 'off']),
  locked: z.boolean(),
  services: z.array(networkService),
  /** VirtualNetworkInterfaces.Bridge of preferences.plist; absent key = no stored bridge. */
  storedBridges: z.record(z.string(), z.strictObject({ interfaces: z.array(z.string()), automatic: z.boolean() })),
  kernel: z.strictObject({
    interfaces: z.record(z.string(), kernelInterface),
    bridges: z.record(z.string(), z.strictObject({ up: z.boolean(), members: z.array(z.string()) })),
  }),
  /** Domain UUID per receptacle; macOS changes them over weeks. */
  domains: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), job),
  disabledJobs: z.array(z.string()),
  diskFreeBytes: z.number(),
  faults: z.record(z.string(), z.string()),
})
export type SimMac = z.infer<typeof simMac>

/** The whole simulated lab: serialisable, survives a restart of the sim. */
export const world = z.strictObject({
  lab: z.string(),
  seed: z.number(),
  /** Seconds added to the real clock. */
  clockOffset: z.number().default(0),
  macs: z.record(z.string(), simMac),
  cables: z.array(cable),
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
  readonly then?: 'reboot' | 'shutdown'
}

/**
 * One macOS tool. `reads` are the exact argument lists whose output depends on the world alone: they are rendered to
 * files whenever the world changes, so that a look costs no process of ours. Everything else goes to `call`, which may
 * change the world in place. Unknown arguments answer as macOS does, or fail loudly; never silently.
 */
export interface Tool {
  readonly name: string
  readonly reads?: (world: World, mac: SimMac) => readonly (readonly string[])[]
  readonly call: (call: ToolCall) => ToolReply | Promise<ToolReply>
}
