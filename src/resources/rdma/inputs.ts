import { z } from 'zod'
import { needs } from '../words.js'

export const rdmaInputs = z.strictObject({
  needs,
  mac: z.string().describe('Name in the connection table of the provider.'),
  receptacles: z
    .array(z.number().int().positive())
    .default([])
    .describe('Receptacles of the declared links: once active, they must stay so.'),
  enabled: z.boolean().describe('Only a person in recoveryOS can change it; the resource waits for them.'),
})
export type RdmaInputs = z.infer<typeof rdmaInputs>
