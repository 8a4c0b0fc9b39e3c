import { z } from 'zod'
import { seen } from '../words.js'

export const peer = z.strictObject({
  /** Family name or model of the neighbour as this Mac names it. */
  name: z.string(),
  model: z.string().nullable(),
  domainUuid: z.string(),
  through: z.enum(['direct', 'hub', 'dock']),
  /** The neighbour advertises RDMA (protocol 64087). */
  advertisesRdma: z.boolean(),
})
export type Peer = z.infer<typeof peer>

export const receptacle = z.strictObject({
  number: z.number(),
  /** Kernel name looked up by hardware port, null when networksetup lists none. */
  interface: z.string().nullable(),
  domainUuid: z.string().nullable(),
  /** What the port can do: 5 for Thunderbolt 5, 4 for Thunderbolt 4 and USB4, null when it does not say. */
  generation: z.union([z.literal(4), z.literal(5)]).nullable(),
  /** Negotiated speed in Gb/s, null when nothing is connected. */
  speedGbps: z.number().nullable(),
  connected: z.boolean(),
  peer: peer.nullable(),
  /** A device that is not a Mac, by its name. */
  device: z.string().nullable(),
  /** Every device on the way and beside it, that one among them: they share this receptacle's controller. */
  devices: z.array(z.string()).optional(),
})
export type Receptacle = z.infer<typeof receptacle>

export const macObserved = z.strictObject({
  /** The lab that owns this Mac, as its own folder says. */
  claim: seen(z.strictObject({ lab: z.string(), since: z.string() }).nullable()),
  serial: seen(z.string()),
  model: seen(z.string()),
  chip: seen(z.string()),
  memoryBytes: seen(z.number()),
  macos: seen(z.strictObject({ version: z.string(), build: z.string() })),
  /** Seconds since 1970 of the last boot, rounded to 10 s because NTP moves it. */
  bootTime: seen(z.number()),
  fileVault: seen(z.enum(['on', 'off', 'converting'])),
  receptacles: seen(z.array(receptacle)),
  /** Deployments of ours whose jobs are on this Mac. */
  deployments: seen(z.array(z.string())),
  /** Other tools that manage this Mac's network or ranks, by label. */
  foreign: seen(z.array(z.string())),
})
export type MacObserved = z.infer<typeof macObserved>
