import { z } from 'zod'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** What the planner must know of a model, from its config.json and index. Bytes are on disk. */
export const geometry = z.strictObject({
  modelType: z.string(),
  layers: z.number().int().positive(),
  hidden: z.number().int().positive(),
  heads: z.number().int().positive(),
  kvHeads: z.number().int().positive().nullable(),
  headDim: z.number().int().positive().nullable(),
  /** Latent cache width (kv_lora_rank + rope) of MLA models, null otherwise. */
  mlaCacheWidth: z.number().int().positive().nullable(),
  weightsBytes: z.number().int().nonnegative(),
  hasIndex: z.boolean(),
})
export type Geometry = z.infer<typeof geometry>

export const lockedModel = z.strictObject({
  source: z.string(),
  revision: z.string(),
  files: z.array(z.strictObject({ name: z.string(), size: z.number().int().nonnegative(), sha256 })),
  geometry,
})
export type LockedModel = z.infer<typeof lockedModel>

/** `stacks/<lab>.lock.yaml`, written by `macloom lock`, committed. `up` and `plan` ask no hub for metadata. */
export const lockFile = z.strictObject({
  version: z.literal(1),
  mlx: z
    .strictObject({
      mlx: z.string(),
      mlxLm: z.string(),
      python: z.union([
        z.strictObject({ version: z.string(), url: z.url(), sha256 }),
        z.strictObject({ version: z.string(), path: z.string() }),
      ]),
      uv: z.strictObject({ version: z.string(), requirements: z.string() }),
      requirements: z.string(),
      digest: sha256,
    })
    .optional(),
  models: z.record(z.string(), lockedModel).default({}),
  /** Subnets in use by link, so that adding a link never moves another one's address. */
  subnets: z.record(z.string(), z.string()).default({}),
})
export type Lock = z.infer<typeof lockFile>
