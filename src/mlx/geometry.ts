import { modelConfig, type ModelConfig } from './model-config.js'
import { weightBytes, type Precision } from './precision.js'

/** What the planner must know of a model; the lab's lock file keeps it. Bytes are those of the stored weights. */
export interface ModelGeometry {
  readonly modelType: string
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  readonly kvHeads: number | null
  readonly headDim: number | null
  readonly mlaCacheWidth: number | null
  readonly mlaExpandedWidth: number | null
  readonly cachedLayers: number | null
  readonly weightsBytes: number
  readonly replicatedBytes: number
  readonly endsBytes: number
  readonly largestLayerBytes: number | null
  readonly splits: { what: string; count: number }[]
  readonly hasIndex: boolean
}

/**
 * Geometry from the text of config.json, the text of model.safetensors.index.json (null when the model has none) and the
 * size of all safetensors files together. Throws a sentence when config.json lacks what is needed.
 */
export function geometryOf(config: string, index: string | null, fileBytes: number): ModelGeometry {
  const model = modelConfig(config)
  const { weightsBytes, precision } = weightBytes(model, { bytes: fileBytes, index })
  const parts = partBytes(model, precision)
  return {
    modelType: model.modelType,
    layers: model.layers,
    hidden: model.hidden,
    heads: model.heads,
    kvHeads: model.mla === null ? model.kvHeads : null,
    headDim: model.mla === null ? model.headDim : null,
    mlaCacheWidth: model.mla === null ? null : model.mla.kvRank + model.mla.rope,
    mlaExpandedWidth: model.mla === null ? null : model.mla.nope + model.mla.value,
    cachedLayers: model.cachedLayers,
    weightsBytes,
    replicatedBytes: Math.min(weightsBytes, parts.ends + parts.replicatedAttention + parts.routers),
    endsBytes: Math.min(weightsBytes, parts.ends),
    largestLayerBytes: largestLayer(model, parts, weightsBytes),
    splits: splitsOf(model, precision),
    hasIndex: index !== null,
  }
}

interface PartBytes {
  readonly ends: number
  readonly replicatedAttention: number
  readonly attention: number
  readonly dense: number
  readonly routers: number
}

/** Parts whose size follows from the shape; the experts are the rest of the file. */
function partBytes(model: ModelConfig, precision: Precision): PartBytes {
  const { hidden, layers, experts, denseLayers } = model
  const attention = attentionWeights(model)
  const routers = experts === null ? 0 : experts.count * hidden * (layers - denseLayers)
  return {
    ends: Math.round(model.vocabulary * hidden * (model.tied ? 1 : 2) * precision.embedding.bytesPerWeight),
    replicatedAttention: Math.round(layers * attention.replicated * precision.attention.bytesPerWeight),
    attention: Math.round(layers * (attention.replicated + attention.split) * precision.attention.bytesPerWeight),
    dense: Math.round(3 * hidden * model.intermediate * denseLayers * precision.dense.bytesPerWeight),
    routers: routers * precision.plainBytes,
  }
}

/** Weights of one layer's attention: those that every tensor rank holds, and those that are split. */
function attentionWeights({ hidden, heads, kvHeads, headDim, mla }: ModelConfig): {
  replicated: number
  split: number
} {
  if (mla === null) return { replicated: 0, split: 2 * hidden * heads * headDim + 2 * hidden * kvHeads * headDim }
  const queryWidth = heads * (mla.nope + mla.rope)
  const query = mla.queryRank === null ? hidden * queryWidth : mla.queryRank * queryWidth
  return {
    replicated: hidden * (mla.queryRank ?? 0) + hidden * (mla.kvRank + mla.rope),
    split: query + mla.kvRank * heads * (mla.nope + mla.value) + heads * mla.value * hidden,
  }
}

function largestLayer(model: ModelConfig, parts: PartBytes, weightsBytes: number): number | null {
  const expertLayers = model.experts === null ? 0 : model.layers - model.denseLayers
  if (expertLayers === 0) return null
  const experts = (weightsBytes - parts.ends - parts.attention - parts.dense) / expertLayers
  const average = (weightsBytes - parts.ends) / model.layers
  return Math.ceil(Math.max(average, experts + parts.attention / model.layers))
}

/** mlx splits heads with integer division and without a check, and quantized inputs by whole groups (mlx 0.32). */
function splitsOf(model: ModelConfig, precision: Precision): { what: string; count: number }[] {
  const { experts, mla } = model
  const groups = (width: number, group: number | null): number => (group === null ? width : Math.ceil(width / group))
  const outputWidth = model.heads * (mla === null ? model.headDim : mla.value)
  const splits = [
    { what: 'attention heads', count: model.heads },
    { what: 'attention output groups', count: groups(outputWidth, precision.attention.group) },
  ]
  if (mla === null) splits.push({ what: 'key-value heads', count: model.kvHeads })
  if (model.denseLayers > 0)
    splits.push({ what: 'dense MLP groups', count: groups(model.intermediate, precision.dense.group) })
  if (experts !== null) splits.push({ what: 'expert groups', count: groups(experts.width, precision.experts.group) })
  return splits
}
