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
  /**
   * Where the IPv4 address stands in the address table of each port's RDMA device, null when it is not in it. Ports
   * without such a device are left out. JACCL speaks from index 1.
   */
  ipv4Gids: seen(z.array(z.strictObject({ receptacle: z.number(), index: z.number().nullable() }))),
})
export type FabricObserved = z.infer<typeof fabricObserved>
