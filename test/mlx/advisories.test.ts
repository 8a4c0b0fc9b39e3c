import { describe, expect, it } from 'vitest'
import { ADVISORIES, advisoriesFor, type MlxUse } from '../../src/mlx/advisories.js'
import { compareVersions } from '../../src/mlx/versions.js'

const USE: MlxUse = { mlx: '0.32.4', mlxLm: '0.32.2', backend: 'ring', strategy: 'pipeline', environment: {} }
const said = (use: Partial<MlxUse>): string[] => advisoriesFor({ ...USE, ...use }).map(({ what }) => what)
const GATHER = 'all_gather over jaccl-ring returns wrong data'

describe('advisories', () => {
  it.each([
    ['0.32.0', false],
    ['0.32.1', true],
    ['0.32.2', true],
    ['0.32.3', false],
  ])('wrong data over jaccl-ring concerns mlx %s: %s', (mlx, concerned) => {
    expect(said({ mlx, backend: 'jaccl-ring' }).includes(GATHER)).toBe(concerned)
  })

  it('of another backend are not shown', () => {
    expect(said({ mlx: '0.32.1' })).not.toContain(GATHER)
  })

  it('of an environment variable are shown only where it is set', () => {
    const what = 'MLX_METAL_FAST_SYNCH can stall the GPU until the Mac is rebooted'
    expect(said({})).not.toContain(what)
    expect(said({ environment: { MLX_METAL_FAST_SYNCH: '1' } })[0]).toBe(what)
  })

  it('all have a source, and a range that is not empty', () => {
    for (const { source, from, until } of ADVISORIES) {
      expect(source).not.toBe('')
      if (until !== null) expect(compareVersions(from, until)).toBeLessThan(0)
    }
  })
})
