import { describe, expect, it } from 'vitest'
import { geometry as lockedGeometry } from '../../src/lab/lock-schema.js'
import { geometryOf } from '../../src/mlx/geometry.js'
import { needOf } from '../../src/planner/need.js'
import { published, PUBLISHED, type PublishedName } from './models.js'

const GB = 1e9

/** Table 5.2 of the facts: GB on disk, per rank with 2 and 4 tensor ranks, per fullest rank with 2 and 4 pipeline ranks. */
const TABLE: readonly (readonly [
  PublishedName,
  number,
  number,
  number | null,
  number | null,
  number | null,
  number,
])[] = [
  ['Kimi-K2-Thinking', 657.6, 332.3, 169.6, 341.5, 178.5, 70_272],
  ['DeepSeek-V3.1-8bit', 713.1, 358.1, 180.6, 381.0, 197.6, 70_272],
  ['DeepSeek-V3.1-4bit', 377.6, 189.7, 95.7, 201.8, 104.7, 70_272],
  ['Qwen3-235B-A22B-8bit', 249.8, 125.6, 63.5, 125.6, 64.8, 192_512],
  ['Qwen3-235B-A22B-4bit', 132.2, 66.5, 33.6, 66.5, 34.3, 192_512],
  ['GLM-4.7-8bit-gs32', 397.0, 199.4, 100.7, 205.4, 103.6, 376_832],
  ['GLM-4.7-4bit', 198.6, 99.8, 50.4, 102.8, 51.8, 376_832],
  ['MiniMax-M2-8bit', 243.0, 122.2, 61.8, null, null, 253_952],
  ['gpt-oss-120b-MXFP4-Q8', 63.3, 32.3, null, null, null, 36_864],
  ['Llama-3.3-70B-8bit', 75.0, 38.6, 20.4, null, null, 327_680],
  ['Llama-3.3-70B-4bit', 39.7, 20.4, 10.8, null, null, 327_680],
]

const context = 1
const weights = (name: PublishedName, strategy: 'tensor' | 'pipeline', ranks: number): number =>
  needOf(published(name), { strategy, ranks, rank: 0, context }).weightsBytes / GB

describe('the geometry of a published model gives the bytes that were counted by hand', () => {
  it.each(TABLE)(
    '%s: %d GB; two tensor ranks %d, four %s; two pipeline ranks %s, four %s',
    (name, disk, tp2, tp4, pp2, pp4) => {
      const found = [published(name).weightsBytes / GB, weights(name, 'tensor', 2), weights(name, 'tensor', 4)]
      const pipelines = [weights(name, 'pipeline', 2), weights(name, 'pipeline', 4)]
      const pairs = [...found, ...pipelines].map(
        (value, at) => [value, [disk, tp2, tp4, pp2, pp4][at] ?? null] as const,
      )
      for (const [value, known] of pairs) {
        if (known !== null) expect(Math.abs(value - known), `${value} and ${known}`).toBeLessThanOrEqual(0.16)
      }
    },
  )

  it.each(TABLE)('%s: the cache of one token on one Mac', (name, ...row) => {
    expect(needOf(published(name), { strategy: 'tensor', ranks: 1, rank: 0, context }).kvBytes).toBe(row.at(-1))
  })

  it.each(Object.keys(PUBLISHED) as PublishedName[])('%s is what a lock file may hold', (name) => {
    expect(lockedGeometry.parse(published(name))).toEqual(published(name))
  })
})

describe('what must divide', () => {
  const counts = (name: PublishedName): Record<string, number> =>
    Object.fromEntries(published(name).splits.map(({ what, count }) => [what, count]))

  it('gpt-oss has 90 groups of 32 in an expert, which four ranks cannot share', () => {
    expect(counts('gpt-oss-120b-MXFP4-Q8')['expert groups']).toBe(90)
  })

  it('an MLA model counts its heads only, for its cache is not split', () => {
    expect(counts('Kimi-K2-Thinking')).toMatchObject({ 'attention heads': 64 })
    expect(Object.keys(counts('Kimi-K2-Thinking'))).not.toContain('key-value heads')
  })

  it('others count key-value heads too', () => {
    expect(counts('Qwen3-235B-A22B-8bit')['key-value heads']).toBe(4)
  })
})

describe('a config.json', () => {
  const tiny = {
    ...{ model_type: 'llama', num_hidden_layers: 2, hidden_size: 64, num_attention_heads: 4 },
    ...{ intermediate_size: 128, vocab_size: 100 },
  }

  it('without an index takes the bytes of the files', () => {
    const made = geometryOf(JSON.stringify(tiny), null, 12_345)
    expect(made).toMatchObject({ weightsBytes: 12_345, hasIndex: false, headDim: 16, kvHeads: 4 })
  })

  it('of a multimodal model is read from its text_config, under the outer model_type', () => {
    const outer = { model_type: 'kimi_k25', text_config: { ...tiny, model_type: 'kimi_k2' } }
    expect(geometryOf(JSON.stringify(outer), null, 1)).toMatchObject({ modelType: 'kimi_k25', layers: 2 })
  })

  it('that ties embedding and head counts them once', () => {
    const tied = { ...tiny, tie_word_embeddings: true }
    const [once, twice] = [tied, tiny].map((config) => geometryOf(JSON.stringify(config), null, 1e9).endsBytes)
    expect(twice).toBe((once ?? 0) * 2)
  })

  it.each(['hidden_size', 'intermediate_size'])('without %s is refused, naming the field', (field) => {
    expect(() => geometryOf(JSON.stringify({ ...tiny, [field]: undefined }), null, 1)).toThrow(
      `config.json has no ${field}: the model's memory cannot be planned without it`,
    )
  })
})
