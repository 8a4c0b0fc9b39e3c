import { z } from 'zod'
import { seen } from '../words.js'
import { receptacle } from '../mac/outputs.js'

export const thunderboltLinkObserved = z.strictObject({
  /** Receptacles of each Mac of the lab that could be looked at, by Mac. */
  macs: z.record(z.string(), seen(z.array(receptacle))),
  /** Model identifier of each of these Macs that said it: where a person finds a receptacle. */
  models: z.record(z.string(), z.string()).optional(),
})
export type ThunderboltLinkObserved = z.infer<typeof thunderboltLinkObserved>
