/** Since which mlx-lm version an architecture can be split over ranks; null = not at all in the versions known. */
export interface Architecture {
  readonly tensor: string | null
  readonly pipeline: string | null
  /** Copies key-value heads when there are more ranks than heads. */
  readonly repeatsKvHeads?: true
}

/** `mlx_lm.server` splits models since 0.30.6; what came later has its own version. */
const BOTH: Architecture = { tensor: '0.30.6', pipeline: '0.30.6' }
const TENSOR: Architecture = { tensor: '0.30.6', pipeline: null }

/**
 * By model_type of config.json; read from mlx_lm/models at 2026-08-22 and from the installed wheel 0.32.2 (`Model.shard`
 * and `model.pipeline`). What 0.32.2 has and August 2026 had not is entered as 0.32.2.
 */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  bailing_hybrid: { tensor: null, pipeline: '0.32.2' },
  deepseek_v2: BOTH,
  deepseek_v3: BOTH,
  joyai_llm_flash: BOTH,
  kimi_k2: BOTH,
  kimi_k25: BOTH,
  deepseek_v32: BOTH,
  glm_moe_dsa: BOTH,
  glm4_moe: BOTH,
  glm4_moe_lite: BOTH,
  solar_open: BOTH,
  ministral3: BOTH,
  mistral4: { tensor: '0.32.2', pipeline: '0.32.2' },
  deepseek_v41: { tensor: '0.32.2', pipeline: '0.32.2' },
  kimi_k3: { tensor: '0.32.2', pipeline: '0.32.2' },
  minimax_m3_vl: { tensor: '0.32.2', pipeline: '0.32.2' },
  muse_spark: { tensor: '0.32.2', pipeline: '0.32.2' },
  qwen3_5: { tensor: '0.31.0', pipeline: '0.32.2', repeatsKvHeads: true },
  qwen3_5_moe: { tensor: '0.31.0', pipeline: '0.32.2', repeatsKvHeads: true },
  qwen3_moe: { tensor: '0.32.2', pipeline: '0.32.2' },
  qwen3_next: { tensor: null, pipeline: '0.32.2' },
  qwen2: { tensor: '0.30.6', pipeline: '0.32.2' },
  qwen3: TENSOR,
  llama: TENSOR,
  mistral: TENSOR,
  iquestcoder: TENSOR,
  gpt_oss: TENSOR,
  minimax: TENSOR,
  minimax_m2: TENSOR,
  exaone_moe: TENSOR,
  iquestloopcoder: TENSOR,
  longcat_flash: TENSOR,
  longcat_flash_ngram: TENSOR,
  step3p5: TENSOR,
}

const NEITHER: Architecture = { tensor: null, pipeline: null }

/** What is known of a model_type; an unknown one cannot be split. */
export function architectureOf(modelType: string): Architecture {
  return ARCHITECTURES[modelType] ?? NEITHER
}
