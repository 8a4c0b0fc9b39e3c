import { z } from 'zod'
import { needs, ready } from '../words.js'

/** The last resource of a lab: fails the run when a Mac could not be reached, and names it. */
export const summaryInputs = z.strictObject({
  needs,
  lab: z.string().describe('Name of the lab.'),
  resources: z.record(z.string(), ready).describe('Readiness of every resource of the lab, by name.'),
})
export type SummaryInputs = z.infer<typeof summaryInputs>
