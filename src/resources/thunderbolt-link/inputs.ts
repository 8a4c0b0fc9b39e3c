import { z } from 'zod'
import { ready } from '../words.js'

export const linkEnd = z.strictObject({ mac: z.string(), receptacle: z.number().int().min(1).max(8) })
export type LinkEnd = z.infer<typeof linkEnd>

export const thunderboltLinkInputs = z.strictObject({
  needs: z.array(ready).default([]),
  ends: z.tuple([linkEnd, linkEnd]),
  minimumGbps: z.number().default(80),
  /** Every link the lab declares, so that a wrong plug is told from a plug that belongs to another link. */
  declared: z.array(z.tuple([linkEnd, linkEnd])).default([]),
})
export type ThunderboltLinkInputs = z.infer<typeof thunderboltLinkInputs>
