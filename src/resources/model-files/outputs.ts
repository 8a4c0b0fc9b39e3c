import { z } from 'zod'
import { seen } from '../words.js'

/** One file on one Mac: what verification recorded, valid while size and modification time are those of then. */
export const placedFile = z.strictObject({
  name: z.string(),
  size: z.number(),
  sha256: z.string().nullable(),
})
export type PlacedFile = z.infer<typeof placedFile>

export const placedFiles = z.strictObject({
  /** Declared files and files that we placed, as far as they are there. */
  files: z.array(placedFile),
  /** Bytes of unfinished files, by SHA-256. */
  partial: z.record(z.string(), z.number()),
  /** Asked only while something is missing: free space changes by the hour and is no drift. */
  freeBytes: z.number().nullable(),
  /** Weight files in the folder that are neither declared nor ours: MLX would load them too. */
  strays: z.array(z.string()),
})
export type PlacedFiles = z.infer<typeof placedFiles>

export const modelFilesObserved = z.strictObject({
  macs: z.record(z.string(), seen(placedFiles)),
  /** Macs that are no longer named and still hold something of this model. */
  left: z.record(z.string(), seen(z.literal('present'))),
})
export type ModelFilesObserved = z.infer<typeof modelFilesObserved>
