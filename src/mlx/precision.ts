import type { ModelConfig } from './model-config.js'

/** How one part of a model is stored; `group` is its quantization group, null when it is not quantized. */
export interface PartPrecision {
  readonly bytesPerWeight: number
  readonly group: number | null
}

export interface Precision {
  readonly embedding: PartPrecision
  readonly attention: PartPrecision
  readonly dense: PartPrecision
  readonly experts: PartPrecision
  /** What is never quantized: router gates and norms. */
  readonly plainBytes: number
}

/** Bytes of all weights, and how each part is stored: the index tells which parts carry quantization scales. */
export function weightBytes(
  model: ModelConfig,
  stored: { readonly bytes: number; readonly index: string | null },
): { weightsBytes: number; precision: Precision } {
  const index = stored.index === null ? {} : record(JSON.parse(stored.index) as unknown)
  const names = Object.keys(record(index['weight_map']))
  const total = record(index['metadata'])['total_size']
  const part = (name: RegExp): PartPrecision => precisionOf(model, names, name)
  const precision = {
    embedding: part(/embed_tokens$/),
    attention: part(/self_attn\.o_proj$/),
    dense: part(/\.mlp\.down_proj$/),
    experts: part(/(switch_mlp|experts)\.down_proj$/),
    plainBytes: plainBytes(model),
  }
  return { weightsBytes: typeof total === 'number' ? total : stored.bytes, precision }
}

function precisionOf(model: ModelConfig, names: readonly string[], part: RegExp): PartPrecision {
  const plain = { bytesPerWeight: plainBytes(model), group: null }
  if (model.quantization === null) return plain
  const known = names.filter((name) => part.test(name.replace(/\.[^.]+$/, '')))
  if (known.length > 0 && !known.some((name) => name.endsWith('.scales'))) return plain
  const own = Object.entries(model.quantization).find(([name, value]) => part.test(name) && typeof value === 'object')
  return quantized({ ...model.quantization, ...record(own?.[1]) })
}

/** affine: a 16-bit scale and bias per group; mxfp: one 8-bit scale per 32 (mlx quantization modes, mlx 0.29 on). */
function quantized(settings: Readonly<Record<string, unknown>>): PartPrecision {
  const bits = number(settings['bits'], 4)
  const mode = settings['mode']
  if (mode === 'mxfp4' || mode === 'mxfp8') return { bytesPerWeight: (mode === 'mxfp4' ? 0.5 : 1) + 1 / 32, group: 32 }
  const group = number(settings['group_size'], 64)
  return { bytesPerWeight: bits / 8 + 4 / group, group }
}

function plainBytes({ dtype }: ModelConfig): number {
  return dtype === 'float32' ? 4 : 2
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
