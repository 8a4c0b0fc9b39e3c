import { z } from 'zod'
import { seen } from '../words.js'

export const fabricPortObserved = z.strictObject({
  receptacle: z.number(),
  interface: z.string().nullable(),
  /** The three layers: bridge service enabled, listed in the stored bridge, member of the kernel bridge. */
  inStoredBridge: z.boolean(),
  inKernelBridge: z.boolean(),
  /** Another bridge that holds the port, such as that of Internet Sharing. */
  heldBy: z.string().nullable(),
  up: z.boolean(),
  /** A Mac answers at the other end (`status: active`). */
  carrier: z.boolean(),
  /** The service on this port, found by device, with the address it stores. */
  service: z.string().nullable(),
  serviceEnabled: z.boolean(),
  storedAddress: z.string().nullable(),
  storedNetmask: z.string().nullable(),
  /** IPv4 addresses that the interface has now. */
  addresses: z.array(z.string()),
})
export type FabricPortObserved = z.infer<typeof fabricPortObserved>

const service = z.strictObject({
  name: z.string(),
  port: z.string(),
  device: z.string(),
  enabled: z.boolean(),
  method: z.enum(['dhcp', 'manual']),
  address: z.string().nullable(),
  netmask: z.string().nullable(),
  router: z.string().nullable(),
  ipv6: z.string().nullable(),
})
export type DumpedService = z.infer<typeof service>

const place = z.strictObject({ receptacle: z.number().nullable(), ether: z.string().nullable() })

/** A Mac's network as far as Thunderbolt goes: what is recorded before the first change, and given back. */
export const dump = z.strictObject({
  services: z.array(service),
  stored: z.record(z.string(), z.strictObject({ interfaces: z.array(z.string()), automatic: z.boolean() })),
  /** Members of the kernel's bridge in their order, null when there was no bridge. */
  kernel: z.array(z.string()).nullable(),
  up: z.record(z.string(), z.boolean()),
  order: z.array(z.string()),
  /**
   * What the recorded names of interfaces stood for: enN moves between docks and releases of macOS. Records of before
   * have none, and their names are taken as they are.
   */
  ports: z.record(z.string(), place).default({}),
})
export type Dump = z.infer<typeof dump>

/** Somebody else who configures the network of a Mac: a tool by its launchd job, or an organisation. */
export const networkOwner = z.strictObject({ name: z.enum(['exo', 'odyssai', 'mdm']), by: z.string() })
export type NetworkOwner = z.infer<typeof networkOwner>

export const fabricObserved = z.strictObject({
  ports: seen(z.array(fabricPortObserved)),
  bridge: seen(
    z.strictObject({
      service: z.strictObject({ name: z.string(), enabled: z.boolean() }).nullable(),
      stored: z.array(z.string()).nullable(),
      kernel: z.array(z.string()).nullable(),
    }),
  ),
  /** The interface that carries the default route and our SSH session. */
  managementInterfaces: seen(z.array(z.string())),
  serviceOrder: seen(z.array(z.string())),
  recorded: seen(z.boolean()),
  /** The network that is given back in the end: on record on the Mac, or, before our first change, as it is. */
  found: seen(dump),
  /** Who else configures the network here; an organisation is asked after until our record is there. */
  owners: seen(z.array(networkOwner)),
  /** What the timer has taken back since the last run that went on. */
  takenBack: seen(
    z
      .strictObject({
        what: z.string(),
        at: z.string(),
        why: z.enum(['time', 'restart', 'asked', 'unknown']),
        whole: z.boolean(),
      })
      .nullable(),
  ),
  /**
   * Where the IPv4 address stands in the address table of each port's RDMA device, null when it is not in it. Ports
   * without such a device are left out. JACCL speaks from index 1.
   */
  ipv4Gids: seen(z.array(z.strictObject({ receptacle: z.number(), index: z.number().nullable() }))),
  /** Receptacles where bringing it there has been tried since the last boot. */
  gidTried: seen(z.array(z.number())),
})
export type FabricObserved = z.infer<typeof fabricObserved>
