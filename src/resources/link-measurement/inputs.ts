import { z } from 'zod'
import { linkEnd } from '../thunderbolt-link/inputs.js'
import { needs } from '../words.js'

export const measuredLink = z.strictObject({
  ends: z.tuple([linkEnd, linkEnd]).describe('The two receptacles that the cable joins.'),
  addresses: z.tuple([z.ipv4(), z.ipv4()]).describe('Address of each end on this link, in the order of `ends`.'),
  expectGbps: z
    .number()
    .positive()
    .optional()
    .describe('Least data rate in Gb/s between the two Macs; left out: what was measured before, or a prior.'),
})
export type MeasuredLink = z.infer<typeof measuredLink>

/** Seconds of load per direction where the lab says nothing: long enough for TCP to open up, short enough for every lab. */
const SECONDS = 2

export const linkMeasurementInputs = z.strictObject({
  needs: needs.describe(
    '`ready` of what this comes after: it is looked at anew when one changes, and none of them holds it.',
  ),
  name: z.string().describe('Name of the deployment whose Macs these links join, or `links` for the others.'),
  links: z.array(measuredLink).describe('The links to measure, each alone, and all links of a Mac at once.'),
  declared: z
    .array(z.string())
    .default([])
    .describe('Every link of the lab by its text (`studio-1:2 <-> studio-2:2`): results of any other one are removed.'),
  cables: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'Identity of the cable of each link as its ThunderboltLink knows it; another one asks for a new measurement.',
    ),
  seconds: z.number().positive().max(30).default(SECONDS).describe('Seconds of load in each direction.'),
  again: z.string().optional().describe('Any text; another one than at the last measurement measures anew.'),
})
export type LinkMeasurementInputs = z.infer<typeof linkMeasurementInputs>
