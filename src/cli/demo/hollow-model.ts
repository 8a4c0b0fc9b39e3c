import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of the family of DeepSeek R1 and Kimi K2, as small as a model can be that the planner splits over two Macs. */
const CONFIG = {
  ...{ model_type: 'deepseek_v3', vocab_size: 512, hidden_size: 128, intermediate_size: 256 },
  ...{ moe_intermediate_size: 64, num_hidden_layers: 4, num_attention_heads: 4, num_key_value_heads: 4 },
  ...{ n_routed_experts: 4, n_shared_experts: 1, num_experts_per_tok: 2, first_k_dense_replace: 1, moe_layer_freq: 1 },
  ...{ kv_lora_rank: 32, q_lora_rank: 48, qk_rope_head_dim: 16, qk_nope_head_dim: 32, v_head_dim: 32 },
  ...{ max_position_embeddings: 4096, torch_dtype: 'float32' },
}

/** Model files for stand-in ranks: they are carried and verified like any others, and nothing computes with them. */
export function makeHollowModel(folder: string): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), JSON.stringify(CONFIG))
  const weights = { weight_map: { 'model.embed_tokens.weight': 'model.safetensors' } }
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(weights))
  writeFileSync(join(folder, 'model.safetensors'), Buffer.alloc(4_000_000, 7))
  return folder
}
