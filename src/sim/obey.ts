import { z } from 'zod'
import { useHand, type Hands } from './hands.js'
import type { Runtime } from './runtime.js'

/** What may be asked of a running sim through its door; the client half is control.ts. */
export const request = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.literal('job changed'), mac: z.string(), label: z.string() }),
  z.strictObject({
    verb: z.literal('open devices'),
    mac: z.string(),
    pid: z.number(),
    devices: z.array(z.string()),
  }),
  z.strictObject({ verb: z.literal('status') }),
  z.strictObject({ verb: z.literal('stop') }),
  z.strictObject({ verb: z.literal('hands'), hand: z.string(), words: z.array(z.unknown()) }),
])
export type Request = z.infer<typeof request>

/** What of a running sim can be asked for. */
interface Obeying {
  readonly macs: unknown
  readonly hands: Hands
  world(): unknown
  stop(): Promise<void>
}

/** Carries out one request to a running sim. */
export async function obey(asked: unknown, runtime: Runtime, sim: Obeying): Promise<unknown> {
  const read = request.parse(asked)
  if (read.verb === 'job changed') return runtime.jobChanged(read.mac, read.label)
  if (read.verb === 'open devices') return runtime.openDevices(read.mac, read.pid, read.devices)
  if (read.verb === 'status') return { macs: sim.macs, world: sim.world() }
  if (read.verb === 'stop') {
    // The answer must be on its way before the door closes.
    setTimeout(() => void sim.stop(), 20)
    return null
  }
  return useHand(sim.hands, read.hand, read.words)
}
