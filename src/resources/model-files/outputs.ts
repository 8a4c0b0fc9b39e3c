import { z } from 'zod'
import { seen } from '../words.js'

/** One file on one Mac: what verification recorded, valid while size and modification time are those of then. */
export const placedFile = z.strictObject({
  name: z.string(),
  size: z.number(),
  sha256: z.string().nullable(),
})
export type PlacedFile = z.infer<typeof placedFile>

export const modelFilesObserved = z.strictObject({
  macs: z.record(
    z.string(),
    seen(
      z.strictObject({
        files: z.array(placedFile),
        /** Bytes of unfinished files, by name. */
        partial: z.record(z.string(), z.number()),
        freeBytes: z.number(),
      }),
    ),
  ),
})
export type ModelFilesObserved = z.infer<typeof modelFilesObserved>
