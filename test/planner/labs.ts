import type { Geometry, LockedModel, Lock } from '../../src/lab/lock-schema.js'
import { parseLab } from '../../src/lab/parse.js'
import type { Lab } from '../../src/lab/schema.js'

const KEY = `SHA256:${'a'.repeat(43)}`

/** A lab of Mac Studios with so much memory, and whatever else the text says. */
export function labOf(macs: readonly string[], text = '', memory: string | null = '512GB'): Lab {
  const more = memory === null ? '' : `, memory: ${memory}`
  const lines = macs.map((mac) => `  ${mac}: { address: ${mac}.local, hostKey: "${KEY}", model: "Mac15,14"${more} }`)
  return parseLab(`lab: test\nmacs:\n${lines.join('\n')}\n${text}`, 'test.yaml')
}

export const RUNTIME = 'mlx: { mlx: 0.32.4, mlx-lm: 0.32.2 }\nmodels: { m: { folder: model } }\n'

/** The tiny DeepSeek-V3 model of tools/tiny-model.py. */
export const TINY: Geometry = {
  modelType: 'deepseek_v3',
  layers: 4,
  hidden: 128,
  heads: 4,
  kvHeads: null,
  headDim: null,
  mlaCacheWidth: 48,
  mlaExpandedWidth: 64,
  cachedLayers: null,
  weightsBytes: 3_141_424,
  replicatedBytes: 600_000,
  endsBytes: 524_288,
  largestLayerBytes: null,
  splits: [
    { what: 'attention heads', count: 4 },
    { what: 'expert groups', count: 64 },
  ],
  hasIndex: true,
}

export function lockOf(geometry: Geometry = TINY, more: Partial<Lock> = {}): Lock {
  const model: LockedModel = {
    source: 'folder:model',
    revision: '0',
    files: [{ name: 'model.safetensors', size: geometry.weightsBytes, sha256: 'a'.repeat(64) }],
    geometry,
  }
  const python = { version: '3.12.11', path: '/opt/python3' }
  const uv = { version: '0.13.8', requirements: 'uv==0.13.8' }
  const mlx = { mlx: '0.32.4', mlxLm: '0.32.2', python, uv, requirements: 'mlx==0.32.4', digest: 'b'.repeat(64) }
  return { version: 1, mlx, models: { m: model }, subnets: {}, ...more }
}
