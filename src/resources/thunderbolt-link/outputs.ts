import { z } from 'zod'
import { seen } from '../words.js'
import { receptacle } from '../mac/outputs.js'
import { cableEvent } from './history.js'

export const thunderboltLinkObserved = z.strictObject({
  /** Receptacles of each Mac of the lab that could be looked at, by Mac. */
  macs: z.record(z.string(), seen(z.array(receptacle))),
  /** Model identifier of each of these Macs that said it: where a person finds a receptacle. */
  models: z.record(z.string(), z.string()).optional(),
  /** State of the RDMA port at each end of this link (`studio-1:2`), where there is one: `PORT_ACTIVE`, `PORT_DOWN`. */
  rdma: z.record(z.string(), z.string()).optional(),
  /** What this cable went through, oldest first; absent in states written before it was kept. */
  history: z.array(cableEvent).readonly().optional(),
})
export type ThunderboltLinkObserved = z.infer<typeof thunderboltLinkObserved>
