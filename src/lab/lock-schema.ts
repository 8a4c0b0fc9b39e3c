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
  /** Width of the keys and values that an MLA model expands in prefill (nope + v), null otherwise. */
  mlaExpandedWidth: z.number().int().positive().nullable().default(null),
  /** Layers whose cache grows with the context; null = all. */
  cachedLayers: z.number().int().nonnegative().nullable().default(null),
  weightsBytes: z.number().int().nonnegative(),
  /** What every tensor rank holds whole: embedding, head, router gates, the small MLA projections, norms. */
  replicatedBytes: z.number().int().nonnegative().default(0),
  /** Embedding and head, which every pipeline rank holds. */
  endsBytes: z.number().int().nonnegative().default(0),
  /** The heaviest layer, null when only the average is known. */
  largestLayerBytes: z.number().int().nonnegative().nullable().default(null),
  /** Counts that the number of tensor ranks must divide. */
  splits: z.array(z.strictObject({ what: z.string(), count: z.number().int().positive() })).default([]),
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
