import { describe, expect, it } from 'vitest'
import type { Geometry } from '../../src/lab/lock-schema.js'
import { chooseStrategy, type StrategyAnswer } from '../../src/planner/strategy.js'
import { published } from '../mlx/models.js'

type Asked = 'tensor' | 'pipeline' | 'auto'

function choose(
  geometry: Geometry,
  ranks: number,
  asked: Asked = 'auto',
  mlxLm: string | null = '0.32.2',
): StrategyAnswer {
  return chooseStrategy({ asked, geometry, ranks, mlxLm })
}

const kimi = published('Kimi-K2-Thinking')
const gptOss = published('gpt-oss-120b-MXFP4-Q8')
const qwen = published('Qwen3-235B-A22B-8bit')

describe('the strategy', () => {
  it('auto is tensor where the model has it and its dimensions divide', () => {
    expect(choose(kimi, 4)).toEqual({
      strategy: 'tensor',
      reason: 'split by tensor over 4 ranks, which kimi_k2 can be',
    })
  })

  it('auto is pipeline where dimensions do not divide, and says which', () => {
    expect(choose(kimi, 3)).toEqual({
      strategy: 'pipeline',
      reason: expect.stringMatching(
        /^split by pipeline over 3 ranks, and not by tensor: its 64 attention heads/,
      ) as string,
    })
  })

  it('of one Mac splits nothing, whatever is asked for', () => {
    expect(choose(gptOss, 1, 'pipeline')).toMatchObject({ strategy: 'tensor', reason: 'whole on one Mac' })
  })

  it('gpt-oss over four Macs is refused with the numbers of Macs that work', () => {
    expect(choose(gptOss, 4)).toEqual({
      refused:
        'gpt_oss cannot be split over 4 Macs: tensor: its 90 expert groups do not divide by 4; pipeline: mlx-lm has no ' +
        'pipeline split for gpt_oss that this version knows of; tensor works over 2 Macs, or name one Mac if it is large enough',
    })
  })

  it('asked for is not replaced, and the refusal names the one that works', () => {
    expect(choose(kimi, 3, 'tensor')).toMatchObject({
      refused: expect.stringContaining('take strategy pipeline') as string,
    })
  })

  it('pipeline over uneven layers is refused where mlx-lm loses layers, and taken where it does not', () => {
    expect(choose(kimi, 4, 'pipeline', '0.31.3')).toMatchObject({
      refused: expect.stringContaining(
        'its 61 layers do not divide by 4, and mlx-lm before 0.32.2 loses layers then',
      ) as string,
    })
    expect(choose(kimi, 4, 'pipeline', '0.32.2')).toMatchObject({ strategy: 'pipeline' })
  })

  it('pipeline of a model without an index is refused: its ranks would die in load', () => {
    expect(choose({ ...kimi, hasIndex: false }, 2, 'pipeline')).toMatchObject({
      refused: expect.stringContaining('model.safetensors.index.json') as string,
    })
  })

  it('that a later mlx-lm has names the version', () => {
    expect(choose(qwen, 2, 'auto', '0.31.3')).toMatchObject({
      refused: expect.stringContaining('tensor split for qwen3_moe from 0.32.2 on, and the lab has 0.31.3') as string,
    })
    expect(choose(qwen, 2)).toMatchObject({ strategy: 'tensor' })
  })

  it('of an architecture with few key-value heads stops at their number, unless mlx-lm copies them', () => {
    const eight = { ...qwen, splits: [{ what: 'key-value heads', count: 4 }] }
    expect(choose(eight, 8, 'tensor')).toMatchObject({
      refused: expect.stringContaining('4 key-value heads') as string,
    })
    expect(choose({ ...eight, modelType: 'qwen3_5_moe' }, 8, 'tensor')).toMatchObject({ strategy: 'tensor' })
  })

  it('of an unknown architecture over two Macs is refused', () => {
    expect(choose({ ...kimi, modelType: 'brand_new' }, 2)).toHaveProperty('refused')
  })
})
