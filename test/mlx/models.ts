import { geometryOf, type ModelGeometry } from '../../src/mlx/geometry.js'

/** A published model: fields of its config.json, its size on disk, and which parts carry quantization scales. */
interface Published {
  readonly config: Readonly<Record<string, unknown>>
  readonly disk: number
  /** Parts with scales in the index; null = all of them. */
  readonly quantizedParts?: readonly string[]
}

const DEEPSEEK = {
  model_type: 'deepseek_v3',
  num_hidden_layers: 61,
  hidden_size: 7168,
  vocab_size: 129280,
  num_attention_heads: 128,
  num_key_value_heads: 128,
  n_routed_experts: 256,
  n_shared_experts: 1,
  moe_intermediate_size: 2048,
  first_k_dense_replace: 3,
  intermediate_size: 18432,
  q_lora_rank: 1536,
  kv_lora_rank: 512,
  qk_nope_head_dim: 128,
  qk_rope_head_dim: 64,
  v_head_dim: 128,
}
const QWEN3_235B = {
  model_type: 'qwen3_moe',
  num_hidden_layers: 94,
  hidden_size: 4096,
  vocab_size: 151936,
  num_attention_heads: 64,
  num_key_value_heads: 4,
  head_dim: 128,
  num_experts: 128,
  moe_intermediate_size: 1536,
  intermediate_size: 12288,
}
const GLM4 = {
  model_type: 'glm4_moe',
  num_hidden_layers: 92,
  hidden_size: 5120,
  vocab_size: 151552,
  num_attention_heads: 96,
  num_key_value_heads: 8,
  head_dim: 128,
  n_routed_experts: 160,
  moe_intermediate_size: 1536,
  first_k_dense_replace: 3,
  intermediate_size: 12288,
}
const LLAMA_70B = {
  model_type: 'llama',
  num_hidden_layers: 80,
  hidden_size: 8192,
  vocab_size: 128256,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  head_dim: 128,
  intermediate_size: 28672,
}
const affine = (bits: number, group = 64) => ({ quantization: { bits, group_size: group, mode: 'affine' } })

/** Sizes from the models' own indexes, or counted from their shapes and reproduced to 0.02 % (table of facts). */
export const PUBLISHED = {
  'Kimi-K2-Thinking': {
    config: {
      ...DEEPSEEK,
      model_type: 'kimi_k2',
      vocab_size: 163840,
      num_attention_heads: 64,
      num_key_value_heads: 64,
      n_routed_experts: 384,
      first_k_dense_replace: 1,
      ...affine(4, 32),
    },
    disk: 657_623_000_000,
    quantizedParts: ['model.layers.1.mlp.switch_mlp.down_proj'],
  },
  'DeepSeek-V3.1-8bit': { config: { ...DEEPSEEK, ...affine(8) }, disk: 713_066_000_000 },
  'DeepSeek-V3.1-4bit': { config: { ...DEEPSEEK, ...affine(4) }, disk: 377_607_000_000 },
  'Qwen3-235B-A22B-8bit': { config: { ...QWEN3_235B, ...affine(8) }, disk: 249_835_000_000 },
  'Qwen3-235B-A22B-4bit': { config: { ...QWEN3_235B, ...affine(4) }, disk: 132_312_000_000 },
  'GLM-4.7-8bit-gs32': { config: { ...GLM4, ...affine(8, 32) }, disk: 396_964_000_000 },
  'GLM-4.7-4bit': { config: { ...GLM4, ...affine(4) }, disk: 198_557_000_000 },
  'MiniMax-M2-8bit': {
    config: {
      model_type: 'minimax_m2',
      num_hidden_layers: 62,
      hidden_size: 3072,
      vocab_size: 200064,
      num_attention_heads: 48,
      num_key_value_heads: 8,
      head_dim: 128,
      num_local_experts: 256,
      intermediate_size: 1536,
      ...affine(8),
    },
    disk: 243_000_000_000,
  },
  'gpt-oss-120b-MXFP4-Q8': {
    config: {
      model_type: 'gpt_oss',
      num_hidden_layers: 36,
      hidden_size: 2880,
      vocab_size: 201088,
      num_attention_heads: 64,
      num_key_value_heads: 8,
      head_dim: 64,
      num_local_experts: 128,
      intermediate_size: 2880,
      layer_types: Array.from({ length: 36 }, (_, at) => (at % 2 === 0 ? 'sliding_attention' : 'full_attention')),
      quantization: {
        bits: 4,
        group_size: 32,
        mode: 'mxfp4',
        'model.embed_tokens': { bits: 8, group_size: 64, mode: 'affine' },
        'model.layers.0.self_attn.o_proj': { bits: 8, group_size: 64, mode: 'affine' },
      },
    },
    disk: 63_300_000_000,
  },
  'Llama-3.3-70B-8bit': { config: { ...LLAMA_70B, ...affine(8) }, disk: 74_963_000_000 },
  'Llama-3.3-70B-4bit': { config: { ...LLAMA_70B, ...affine(4) }, disk: 39_687_000_000 },
} as const satisfies Record<string, Published>

export type PublishedName = keyof typeof PUBLISHED

const PARTS = [
  'model.embed_tokens',
  'model.layers.0.self_attn.o_proj',
  'model.layers.0.mlp.down_proj',
  'model.layers.1.mlp.switch_mlp.down_proj',
]

/** The geometry as `macloom lock` makes it, from config.json and an index with the parts that matter. */
export function published(name: PublishedName): ModelGeometry {
  const { config, disk, quantizedParts = PARTS }: Published = PUBLISHED[name]
  const names = PARTS.flatMap((part) => [
    `${part}.weight`,
    ...(quantizedParts.includes(part) ? [`${part}.scales`] : []),
  ])
  const weight_map = Object.fromEntries(names.map((tensor) => [tensor, 'model-00001.safetensors']))
  return geometryOf(JSON.stringify(config), JSON.stringify({ metadata: { total_size: disk }, weight_map }), 1)
}
