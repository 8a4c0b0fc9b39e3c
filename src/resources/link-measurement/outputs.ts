import { z } from 'zod'
import { seen } from '../words.js'

const spread = z.strictObject({ p50: z.number(), p99: z.number(), max: z.number() })

/** Gb/s of data at the receiver: as a whole, and of slices of 0.1 s; p99 is what 99 of 100 slices reached. */
export const rate = spread.extend({ gbps: z.number() })
export type Rate = z.infer<typeof rate>

/** Microseconds of a round trip of 64 bytes. */
export const trips = spread
export type Trips = z.infer<typeof trips>

const taken = {
  /** Seconds since 1970, by the clock of the Mac that connected. */
  at: z.number(),
  /** Digest of the wiring that was measured; another one asks for a new measurement. */
  wiring: z.string(),
  way: z.enum(['tcp']),
}

/** One link alone. `forth` is from its first end to its second one, and started by the first one for round trips. */
export const linkFigures = z.strictObject({
  ...taken,
  /** Identity of the cable that was measured; null where nobody knew it. */
  cable: z.string().nullable(),
  negotiatedGbps: z.number().nullable(),
  rate: z.strictObject({ forth: rate, back: rate }),
  trips: z.strictObject({ forth: trips, back: trips }),
  /** Rates of earlier measurements of this link in its slower direction, the latest last. */
  earlier: z.array(z.number()),
})
export type LinkFigures = z.infer<typeof linkFigures>

/** All links of one Mac at once, by link. */
export const macFigures = z.strictObject({
  ...taken,
  links: z.record(z.string(), z.strictObject({ cable: z.string().nullable(), forth: rate, back: rate })),
})
export type MacFigures = z.infer<typeof macFigures>

/** What keeps a link from being measured now. */
export const hindrance = z.strictObject({
  mac: z.string(),
  why: z.enum(['serves', 'no environment', 'no address', 'not readable']),
  /** The deployment, the address, or why it could not be read. */
  what: z.string(),
})
export type Hindrance = z.infer<typeof hindrance>

/** How a link stands: what both ends agreed on, and what is in between. */
export const stand = z.strictObject({ gbps: z.number().nullable(), through: z.enum(['direct', 'hub', 'dock']) })
export type Stand = z.infer<typeof stand>

export const linkObserved = z.strictObject({
  /** Null while there is nothing to measure: no cable, or a Mac that was not seen. */
  stands: stand.nullable(),
  figures: linkFigures.nullable(),
  /** Looked for only while what stands has not been measured: deployments come and go and are no drift. */
  hindered: z.array(hindrance),
})
export type LinkObserved = z.infer<typeof linkObserved>

export const linkMeasurementObserved = z.strictObject({
  /** Results that no declared link asks for any more, by Mac. */
  macs: z.record(z.string(), seen(z.strictObject({ strays: z.array(z.string()) }))),
  links: z.record(z.string(), linkObserved),
  /** Figures of Macs with more than one link, all of them loaded at once. */
  together: z.record(z.string(), macFigures.nullable()),
})
export type LinkMeasurementObserved = z.infer<typeof linkMeasurementObserved>
