import { z } from 'zod'
import { seen } from '../words.js'
import { receptacle } from '../mac/outputs.js'

export const thunderboltLinkObserved = z.strictObject({
  /** Receptacles of each Mac of the lab that could be looked at, by Mac. */
  macs: z.record(z.string(), seen(z.array(receptacle))),
})
export type ThunderboltLinkObserved = z.infer<typeof thunderboltLinkObserved>
