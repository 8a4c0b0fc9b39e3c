import { expectedBand } from '../thunderbolt-link/band.js'
import type { MeasuredLink } from './inputs.js'
import type { LinkFigures } from './outputs.js'

/** What a link should carry one way, in Gb/s of data, and who says so. */
export interface Expectation {
  readonly least: number
  /** More than this did not go over this link; null where the lab file speaks and not the link. */
  readonly most: number | null
  readonly by: 'the lab file' | 'earlier measurements' | 'the negotiated speed'
}

/** What the lab file declares; else the band of earlier measurements of this link, else of a link of this speed. */
export function expectationOf(
  { expectGbps }: MeasuredLink,
  { negotiatedGbps, earlier, way }: LinkFigures,
): Expectation {
  if (expectGbps !== undefined) return { least: expectGbps, most: null, by: 'the lab file' }
  const { least, from } = expectedBand(negotiatedGbps ?? FASTEST, earlier, way)
  const by = from === 'measured' ? 'earlier measurements' : 'the negotiated speed'
  return { least, most: negotiatedGbps ?? FASTEST, by }
}

/** Gb/s of Thunderbolt 5 in both directions: what a link that does not say its speed is held to. */
const FASTEST = 80
