import { z } from 'zod'
import { needs } from '../words.js'

export const macInputs = z.strictObject({
  needs,
  lab: z.string().describe('The lab that owns this Mac; a second lab is refused by name.'),
  mac: z.string().describe('Name in the connection table of the provider.'),
  takeOver: z.string().optional().describe('Name of the lab to take this Mac over from, in words.'),
  serial: z.string().optional().describe('Serial number; another one is refused before any write.'),
  model: z.string().optional().describe('Model identifier, for example Mac15,14.'),
  chip: z.string().optional().describe('Chip as macOS names it, for example Apple M3 Ultra.'),
  memoryBytes: z.number().int().positive().optional().describe('Installed memory in bytes.'),
  minimumMacos: z.string().optional().describe('Lowest macOS version that is accepted, for example 26.2.'),
  build: z.string().optional().describe('Exact macOS build, for example 25C56.'),
  claims: z
    .array(z.string())
    .optional()
    .describe(
      'Ids of the deployments the lab declares on this Mac; groups of ours outside this list are stopped first. Left out: they are not judged.',
    ),
})
export type MacInputs = z.infer<typeof macInputs>
