import { z } from 'zod'
import { needs } from '../words.js'

export const linkEnd = z.strictObject({ mac: z.string(), receptacle: z.number().int().min(1).max(8) })
export type LinkEnd = z.infer<typeof linkEnd>

export const thunderboltLinkInputs = z.strictObject({
  needs,
  ends: z.tuple([linkEnd, linkEnd]).describe('The two receptacles that one cable joins, by their numbers on the Macs.'),
  minimumGbps: z.number().default(80).describe('Slowest speed in Gb/s that both ends may report; RDMA needs 80.'),
  cable: z
    .string()
    .optional()
    .describe('Which cable it is, as the lab file names it; another name asks for a new measurement.'),
  declared: z
    .array(z.tuple([linkEnd, linkEnd]))
    .default([])
    .describe('Every link the lab declares, so that a wrong plug is told from a plug that belongs to another link.'),
  minimums: z
    .record(z.string(), z.number())
    .optional()
    .describe(
      'Slowest speed in Gb/s of each of them, by the text of the link (`studio-1:2 <-> studio-2:2`); 80 if absent.',
    ),
  labels: z
    .record(z.string(), z.string())
    .optional()
    .describe('Where a person finds each Mac of the declared links, by its name.'),
})
export type ThunderboltLinkInputs = z.infer<typeof thunderboltLinkInputs>
