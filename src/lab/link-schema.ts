import { z } from 'zod'

/** What joins two Macs. RDMA goes over `tb5` alone; the others carry a ring over TCP. */
export const LINK_KINDS = ['tb5', 'tb4', 'usb4', 'ethernet'] as const
export type LinkKind = (typeof LINK_KINDS)[number]

export const endText = z.string().regex(/^[a-z0-9-]+:(\d|ethernet)$/, '<mac>:<receptacle> or <mac>:ethernet')

const GRAMMAR = '<mac>:<receptacle> <-> <mac>:<receptacle> (or <mac>:ethernet at both ends)'
const linkText = z
  .string()
  .regex(/^[a-z0-9-]+:(\d|ethernet)\s*<->\s*[a-z0-9-]+:(\d|ethernet)$/, GRAMMAR)
  .transform((text): LongLink => ({ between: text.split('<->').map((end) => end.trim()) }))

const longLink = z.strictObject({
  between: z.array(endText).length(2),
  kind: z
    .enum(LINK_KINDS)
    .optional()
    .describe('Default: ethernet where both ends are; tb4 where a model has no Thunderbolt 5; else tb5.'),
  minimumGbps: z
    .number()
    .positive()
    .optional()
    .describe('Slowest speed that both ends may report. Default: 80 for tb5, 40 for tb4, 20 for usb4.'),
  expectGbps: z
    .number()
    .positive()
    .optional()
    .describe('Least data rate in Gb/s that the two Macs must measure; default: what was measured before, or a prior.'),
  cable: z.string().optional().describe('Its name under `cables`.'),
})
type LongLink = z.infer<typeof longLink>

export const labLink = z.union([linkText, longLink])

/** A cable as a thing that was bought: what it is, how long, what it cost, how it is told from the others. */
export const labCable = z.strictObject({
  make: z.string().min(1).optional().describe('Who made it, and what it is called.'),
  length: z
    .string()
    .regex(/^\d+(\.\d+)? ?m$/, 'a length in metres, for example 0.8m')
    .transform((text) => Number.parseFloat(text))
    .optional(),
  price: z
    .string()
    .regex(/^\d+(\.\d{1,2})? [A-Z]{3}$/, 'an amount and a currency, for example 69.00 EUR')
    .optional(),
  serial: z.string().min(1).optional(),
  generation: z
    .enum(['tb5', 'tb4', 'tb3', 'usb4'])
    .optional()
    .describe('What its e-marker or its print says, as far as anybody read it.'),
})
export type LabCable = z.infer<typeof labCable>
