import { z } from 'zod'
import { needs } from '../words.js'

export const modelFile = z.strictObject({
  name: z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$)).+$/, 'a relative path without ..'),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type ModelFile = z.infer<typeof modelFile>

export const modelSource = z.union([
  z.strictObject({ folder: z.string().describe("A folder on the operator's disk.") }),
  z.strictObject({ hub: z.string().describe('HF_ENDPOINT-compatible hub.'), repo: z.string(), revision: z.string() }),
])
export type ModelSource = z.infer<typeof modelSource>

export const modelFilesInputs = z.strictObject({
  needs,
  name: z.string().describe('Name of the model in the lab; names its folder on the Macs.'),
  macs: z.array(z.string()).describe('The Macs that get the files.'),
  source: modelSource.describe('A pinned revision on a hub, or a folder of the operator.'),
  files: z.array(modelFile).describe('Every file with size and SHA-256, from the lock file.'),
  beside: z
    .literal(true)
    .optional()
    .describe('Other resources place the same model on Macs of their own: files there are none of its business.'),
  retain: z.boolean().default(false).describe('Leave the files on the Mac at release.'),
})
export type ModelFilesInputs = z.infer<typeof modelFilesInputs>
