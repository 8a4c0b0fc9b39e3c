/** The fields of a model's config.json that its geometry follows from. */
export interface ModelConfig {
  readonly modelType: string
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  readonly kvHeads: number
  readonly headDim: number
  readonly vocabulary: number
  readonly intermediate: number
  readonly tied: boolean
  readonly cachedLayers: number | null
  /** Layers with an ordinary MLP: all of them in a dense model. */
  readonly denseLayers: number
  readonly experts: { readonly count: number; readonly width: number } | null
  readonly mla: {
    readonly queryRank: number | null
    readonly kvRank: number
    readonly nope: number
    readonly rope: number
    readonly value: number
  } | null
  readonly dtype: string | null
  readonly quantization: Readonly<Record<string, unknown>> | null
}

type Fields = Readonly<Record<string, unknown>>

/** Reads config.json; multimodal models keep the language model's fields under text_config. */
export function modelConfig(text: string): ModelConfig {
  const outer = record(JSON.parse(text) as unknown)
  const inner = { ...outer, ...record(outer['text_config']) }
  const hidden = needed(inner, 'hidden_size')
  const heads = needed(inner, 'num_attention_heads')
  const layers = needed(inner, 'num_hidden_layers')
  const experts = expertsOf(inner)
  const denseLayers = experts === null ? layers : (count(inner['first_k_dense_replace']) ?? 0)
  return {
    modelType: word(outer['model_type']) ?? fail('model_type'),
    layers,
    hidden,
    heads,
    kvHeads: count(inner['num_key_value_heads']) ?? heads,
    headDim: count(inner['head_dim']) ?? Math.floor(hidden / heads),
    vocabulary: count(inner['vocab_size']) ?? 0,
    // Without dense layers nothing is read from it.
    intermediate: denseLayers > 0 ? needed(inner, 'intermediate_size') : 0,
    tied: inner['tie_word_embeddings'] === true,
    cachedLayers: cachedLayers(inner['layer_types']),
    denseLayers,
    experts,
    mla: mlaOf(inner),
    dtype: word(inner['dtype']) ?? word(inner['torch_dtype']),
    quantization: quantizationOf(outer),
  }
}

/** Families name the number of experts differently; gpt-oss and MiniMax call the expert's width intermediate_size. */
function expertsOf(fields: Fields): ModelConfig['experts'] {
  const number = count(fields['n_routed_experts']) ?? count(fields['num_experts']) ?? count(fields['num_local_experts'])
  if (number === null) return null
  return { count: number, width: count(fields['moe_intermediate_size']) ?? needed(fields, 'intermediate_size') }
}

function mlaOf(fields: Fields): ModelConfig['mla'] {
  const kvRank = count(fields['kv_lora_rank'])
  if (kvRank === null) return null
  return {
    queryRank: count(fields['q_lora_rank']),
    kvRank,
    nope: needed(fields, 'qk_nope_head_dim'),
    rope: needed(fields, 'qk_rope_head_dim'),
    value: needed(fields, 'v_head_dim'),
  }
}

/** Sliding-window and linear-attention layers keep a cache of fixed size. */
function cachedLayers(types: unknown): number | null {
  return Array.isArray(types) ? types.filter((type) => type === 'full_attention').length : null
}

function quantizationOf(fields: Fields): ModelConfig['quantization'] {
  const own = fields['quantization'] ?? fields['quantization_config']
  return typeof own === 'object' && own !== null ? (own as Fields) : null
}

function needed(fields: Fields, key: string): number {
  return count(fields[key]) ?? fail(key)
}

function fail(key: string): never {
  throw new Error(`config.json has no ${key}: the model's memory cannot be planned without it`)
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null
}

function word(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
