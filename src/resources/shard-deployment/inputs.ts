import { z } from 'zod'
import { digest } from '../digest.js'
import { needs } from '../words.js'

export const rank = z.strictObject({
  mac: z.string().describe('Name in the connection table of the provider.'),
  /**
   * Addresses this rank listens on: its own ends of the cables to the rank before it, which connects to them
   * (mlx 0.32, ring.cpp and distributed_config); the last rank comes before rank 0.
   */
  addresses: z.array(z.ipv4()),
  port: z.number().int(),
  wiredLimitMb: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('MiB of wired memory that its Mac must allow before the rank starts; left out: it waits for none.'),
})
export type Rank = z.infer<typeof rank>

export const shardDeploymentInputs = z.strictObject({
  needs,
  name: z.string().describe('Name of the deployment; names its launchd jobs.'),
  model: z.string().describe('Name of the ModelFiles resource whose folder the ranks load.'),
  engine: z.literal('mlx-lm').describe('What serves: mlx_lm.server.'),
  strategy: z.enum(['tensor', 'pipeline']).describe('How the model is split over the ranks.'),
  backend: z.enum(['ring']).describe('How the ranks talk.'),
  ranks: z.array(rank).min(1).describe('The Macs in rank order, with what each rank listens on.'),
  host: z.string().default('127.0.0.1').describe('Address that rank 0 serves on.'),
  port: z.number().int().min(1).max(65535).describe('Port that rank 0 serves on.'),
  plaintext: z.literal('allowed').optional().describe('Serve off loopback without encryption, in words.'),
  context: z
    .number()
    .int()
    .positive()
    .describe(
      'Tokens that the plan finds memory for. mlx_lm.server has no such limit, so no rank is told, and a change restarts nothing.',
    ),
  environmentDigest: z.string().describe('Digest of the MLX environment that the ranks run in.'),
  modelDigest: z.string().describe('Identity of the model: digest of its manifest.'),
  environment: z.record(z.string(), z.string()).default({}).describe('Environment variables of every rank.'),
  standIn: z.boolean().default(false).describe('Run a named stand-in for mlx_lm.server: for sims without Python.'),
})
export type ShardDeploymentInputs = z.infer<typeof shardDeploymentInputs>

/** Digest of everything that the files of the ranks are made of: other inputs than these restart the group. */
export function startedFrom({ needs: _, context: __, plaintext: ___, ...start }: ShardDeploymentInputs): string {
  return digest(start)
}
