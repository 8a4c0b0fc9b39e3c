import { z } from 'zod'
import { seen } from '../words.js'

export const mlxInstallObserved = z.strictObject({
  /** Digest of the environment that `current` points at, null when there is none. */
  current: seen(z.string().nullable()),
  /** Versions that the current environment itself reported when it was verified. */
  versions: seen(z.record(z.string(), z.string())),
  /** Digests of every complete environment on the Mac. */
  environments: seen(z.array(z.string())),
})
export type MlxInstallObserved = z.infer<typeof mlxInstallObserved>
