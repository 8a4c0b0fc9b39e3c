import { z } from 'zod'
import { seen } from '../words.js'

export const jobState = z.enum(['absent', 'not running', 'running', 'throttled'])

export const rankObserved = z.strictObject({
  job: jobState,
  /** Digest of the files this rank runs from (plist, wrapper, host file), null when there are none. */
  files: z.string().nullable(),
  /** Digest of the files it should run from, composed for this Mac's user and prefix. */
  intended: z.string(),
  /** Group size the rank itself reported after its start, null before it did. */
  groupSize: z.number().nullable(),
  /** Start id of the group this rank belongs to. */
  epoch: z.string().nullable(),
  /** A program that is not ours holds a port this rank needs: its name and user. No process id: outputs stay the same. */
  portTakenBy: seen(z.string().nullable()),
})
export type RankObserved = z.infer<typeof rankObserved>

export const proof = z.strictObject({
  epoch: z.string(),
  /** Seconds since 1970. */
  at: z.number(),
  prompt: z.string(),
  text: z.string(),
})

export const shardDeploymentObserved = z.strictObject({
  ranks: z.record(z.string(), seen(rankObserved)),
  /** The last proof, as rank 0's Mac keeps it. */
  proof: seen(proof.nullable()),
  /** Macs that are no longer among the ranks and still hold something of this deployment. */
  left: z.record(z.string(), seen(z.literal('present'))),
  /** Build of macOS of the Macs that said it; looks before this was asked have none. */
  builds: z.record(z.string(), z.string()).optional(),
  /** Digest of the inputs this look was judged for; other inputs start the group from other files. */
  startedFrom: z.string(),
})
export type ShardDeploymentObserved = z.infer<typeof shardDeploymentObserved>
