import { describe, expect, it } from 'vitest'
import type { Lab } from '../../src/lab/schema.js'
import { automaticWiredLimit, ceilingBytes, macosReserve, recommendedBytes } from '../../src/planner/ceiling.js'
import { needOf, totalOf } from '../../src/planner/need.js'
import { plan } from '../../src/planner/plan-lab.js'
import { published, type PublishedName } from '../mlx/models.js'
import { labOf, lockOf, RUNTIME } from './labs.js'

const GB = 1e9
const GIB = 2 ** 30

interface Case {
  readonly model: PublishedName
  readonly macs: number
  readonly memory: string
  readonly need: number
  readonly fits: boolean
  readonly context?: number
  readonly settings?: string
}

/** Table 5.5 of the facts: 32k context, one sequence, GB needed by each rank. */
const TABLE: readonly Case[] = [
  { model: 'Kimi-K2-Thinking', macs: 2, memory: '512GB', need: 348, fits: true },
  { model: 'Kimi-K2-Thinking', macs: 4, memory: '256GB', need: 180, fits: true },
  { model: 'DeepSeek-V3.1-8bit', macs: 4, memory: '256GB', need: 196, fits: true },
  { model: 'DeepSeek-V3.1-8bit', macs: 1, memory: '512GB', need: 756, fits: false },
  { model: 'DeepSeek-V3.1-4bit', macs: 1, memory: '512GB', need: 420, fits: true },
  { model: 'DeepSeek-V3.1-4bit', macs: 1, memory: '512GB', need: 460, fits: false, context: 65536 },
  { model: 'GLM-4.7-8bit-gs32', macs: 2, memory: '256GB', need: 211, fits: false },
  { model: 'GLM-4.7-8bit-gs32', macs: 2, memory: '256GB', need: 211, fits: true, settings: 'wiredLimit: auto' },
  { model: 'Qwen3-235B-A22B-8bit', macs: 2, memory: '128GB', need: 134, fits: false },
  { model: 'Qwen3-235B-A22B-8bit', macs: 4, memory: '128GB', need: 70, fits: true },
  { model: 'MiniMax-M2-8bit', macs: 2, memory: '128GB', need: 131, fits: false },
  { model: 'MiniMax-M2-8bit', macs: 4, memory: '128GB', need: 69, fits: true },
  { model: 'gpt-oss-120b-MXFP4-Q8', macs: 1, memory: '96GB', need: 70, fits: true },
]

const names = ['a', 'b', 'c', 'd']

function labFor({
  macs,
  memory,
  context = 32768,
  settings = 'wiredLimit: keep',
}: Omit<Case, 'model' | 'need' | 'fits'>): Lab {
  const on = names.slice(0, macs)
  const links = on.flatMap((mac, at) =>
    on.slice(at + 1).map((other, more) => `${mac}:${at + more + 1} <-> ${other}:${at + 1}`),
  )
  const deployment = `deployments: { chat: { model: m, macs: [${on.join(', ')}], context: ${context}, strategy: tensor } }\n`
  return labOf(on, `links: [${links.join(', ')}]\nsettings: { ${settings} }\n${RUNTIME}${deployment}`, memory)
}

describe('a deployment fits its Macs or is refused before any Mac is touched', () => {
  it.each(TABLE)('$model on $macs x $memory, $settings, context $context: $need GB, fits: $fits', (one) => {
    const lock = lockOf(published(one.model))
    const split = { strategy: 'tensor', ranks: one.macs, rank: 0, context: one.context ?? 32768 } as const
    expect(Math.abs(totalOf(needOf(published(one.model), split)) / GB - one.need)).toBeLessThanOrEqual(1)
    if (one.fits) expect(plan(labFor(one), lock).deployments['chat']?.ranks.every(({ fits }) => fits)).toBe(true)
    else expect(() => plan(labFor(one), lock)).toThrow('deployments.chat: does not fit')
  })

  it('the prefill of a DeepSeek model follows what was measured on one Mac (lm#839)', () => {
    const measured = [
      [4096, 383],
      [8192, 388],
      [16384, 398.6],
    ] as const
    for (const [context, gb] of measured) {
      const need = needOf(published('DeepSeek-V3.1-4bit'), { strategy: 'tensor', ranks: 1, rank: 0, context })
      expect(Math.abs((totalOf(need) - need.reserveBytes) / GB - gb)).toBeLessThanOrEqual(2)
    }
  })

  it('the refusal shows the arithmetic and the ways out', () => {
    const lab = labFor({ macs: 1, memory: '512GB', context: 65536 })
    expect(() => plan(lab, lockOf(published('DeepSeek-V3.1-4bit')))).toThrow(
      'deployments.chat: does not fit: a needs 377.6 weights + 4.6 cache + 73.0 prefill + 4.0 reserve = 459.2 GB, and may ' +
        'use 448.4 GB; context: 32768 would fit, or 2 such Macs would hold it if the model divides by 2, or wiredLimit: auto ' +
        'gives it more memory, or take a smaller quantization of the model',
    )
  })

  it('two deployments on one Mac have to fit together, and the refusal names the other', () => {
    const both = 'deployments:\n  one: { model: m, macs: [a] }\n  two: { model: m, macs: [a], port: 8081 }\n'
    const lab = labOf(['a'], RUNTIME + both, '128GB')
    const alone = labOf(['a'], `${RUNTIME}deployments: { one: { model: m, macs: [a] } }\n`, '128GB')
    const lock = lockOf(published('gpt-oss-120b-MXFP4-Q8'))
    expect(plan(alone, lock).deployments['one']?.ranks[0]?.fits).toBe(true)
    expect(() => plan(lab, lock)).toThrow('beside two on the same Mac')
  })

  it('a Mac of unknown memory is not refused, and the plan says that it is not known', () => {
    const lab = labOf(['a'], `${RUNTIME}deployments: { chat: { model: m, macs: [a] } }\n`, null)
    const made = plan(lab, lockOf(published('DeepSeek-V3.1-8bit')))
    expect(made.deployments['chat']?.ranks[0]).toMatchObject({ ceilingBytes: null, fits: true })
    expect(made.findings).toContainEqual(
      expect.objectContaining({ mac: 'a', what: 'whether the deployments fit a is not known' }),
    )
  })
})

describe('the memory that the GPU may hold', () => {
  it.each([
    [512, 464],
    [256, 208],
    [128, 107.52],
    [64, 51.84],
    [96, 77.76],
    [16, 10.67],
    [8, 5.335],
  ])('of a Mac with %d GB is %d GiB without changes', (installed, limit) => {
    expect(recommendedBytes(installed * GIB) / GIB).toBeCloseTo(limit, 3)
  })

  it.each([16, 24, 36, 48, 64, 96, 128, 192, 256, 512])(
    'of %d GB, set by wiredLimit: auto, leaves macOS its share and is never less than the rule of macOS',
    (installed) => {
      const memory = installed * GIB
      const limit = automaticWiredLimit(memory)
      if (limit === null) expect(recommendedBytes(memory)).toBeGreaterThanOrEqual(memory - macosReserve(memory))
      else expect(limit * 2 ** 20).toBeLessThanOrEqual(memory - macosReserve(memory))
      expect(ceilingBytes(memory, limit ?? undefined) ?? 0).toBeGreaterThanOrEqual(ceilingBytes(memory, undefined) ?? 0)
    },
  )

  it('is raised by wiredLimit: auto in the settings of the Mac, and only where its memory is declared', () => {
    const limits = ['512GB', null].map((memory) => {
      const settings = plan(labOf(['a'], '', memory), null).resources.find(({ kind }) => kind === 'OsSettings')
      return settings?.kind === 'OsSettings' ? settings.inputs.wiredLimitMb : null
    })
    expect(limits).toEqual([498073, undefined])
  })

  it('set so high that macOS is left too little is a finding of danger', () => {
    const text = `settings: { wiredLimit: 510GB }\n${RUNTIME}deployments: { chat: { model: m, macs: [a] } }\n`
    expect(plan(labOf(['a'], text), lockOf()).findings[0]).toMatchObject({ danger: 'danger', mac: 'a' })
  })
})
