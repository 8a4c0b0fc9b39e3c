import type { Geometry } from '../lab/lock-schema.js'

/** What one rank has to hold in memory. */
export interface Need {
  readonly weightsBytes: number
  readonly kvBytes: number
  readonly prefillBytes: number
  readonly reserveBytes: number
}

export interface Split {
  readonly strategy: 'tensor' | 'pipeline'
  readonly ranks: number
  readonly rank: number
  readonly context: number
}

/** `mlx_lm.server --prefill-step-size`, the default of mlx-lm 0.30 to 0.32. */
const CHUNK = 2048
/** Buffers of MLX and the server beside weights and cache. */
const RESERVE = 4e9
/** Prefill of models with a fused attention kernel: chunk and expert buffers. */
const FUSED_PREFILL = 1e9

/** Memory of one rank with one sequence of full context, derived from source and checked against lm#839. */
export function needOf(geometry: Geometry, split: Split): Need {
  const part = split.strategy === 'tensor' ? tensorPart : pipelinePart
  return { ...part(geometry, split), prefillBytes: prefill(geometry, split), reserveBytes: RESERVE }
}

export function totalOf(need: Need): number {
  return need.weightsBytes + need.kvBytes + need.prefillBytes + need.reserveBytes
}

/** The least that a rank needs when only the size of the files is known: its even share and the reserve. */
export function leastNeed(weightsBytes: number, ranks: number): number {
  return weightsBytes / ranks + RESERVE
}

/** Every rank holds its share of what is split and all of the rest; the latent cache of MLA is not split. */
function tensorPart(geometry: Geometry, { ranks, context }: Split): Pick<Need, 'weightsBytes' | 'kvBytes'> {
  const { weightsBytes, replicatedBytes, mlaCacheWidth, kvHeads } = geometry
  const heads = Math.max(1, Math.ceil((kvHeads ?? geometry.heads) / ranks))
  const cached = mlaCacheWidth ?? 2 * heads * headDim(geometry)
  return {
    weightsBytes: Math.ceil(replicatedBytes + (weightsBytes - replicatedBytes) / ranks),
    kvBytes: cachedLayers(geometry) * cached * 2 * context,
  }
}

/** Low ranks get the extra layers (mlx_lm 0.32.2, pipeline.py); every rank holds embedding and head. */
function pipelinePart(geometry: Geometry, { ranks, rank, context }: Split): Pick<Need, 'weightsBytes' | 'kvBytes'> {
  const { weightsBytes, endsBytes, largestLayerBytes, layers, kvHeads, mlaCacheWidth } = geometry
  const own = Math.floor(layers / ranks) + (rank < layers % ranks ? 1 : 0)
  const perLayer = largestLayerBytes ?? (weightsBytes - endsBytes) / layers
  const cached = mlaCacheWidth ?? 2 * (kvHeads ?? geometry.heads) * headDim(geometry)
  return {
    weightsBytes: Math.min(weightsBytes, Math.ceil(endsBytes + own * perLayer)),
    kvBytes: Math.ceil(cachedLayers(geometry) * (own / layers)) * cached * 2 * context,
  }
}

/** MLA models materialise position scores: twice heads x chunk x context, and expanded keys and values. */
function prefill(geometry: Geometry, { strategy, ranks, context }: Split): number {
  if (geometry.mlaCacheWidth === null) return FUSED_PREFILL
  const heads = Math.ceil(geometry.heads / (strategy === 'tensor' ? ranks : 1))
  const expanded = geometry.mlaExpandedWidth ?? 256
  return 2 * heads * Math.min(CHUNK, context) * context * 2 + heads * context * expanded * 2
}

function cachedLayers({ cachedLayers: own, layers }: Geometry): number {
  return own ?? layers
}

function headDim({ headDim: own, hidden, heads }: Geometry): number {
  return own ?? Math.ceil(hidden / heads)
}
