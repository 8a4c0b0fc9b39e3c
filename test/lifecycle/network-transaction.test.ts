import { describe, expect, it } from 'vitest'
import { play } from '../chaos/network/play.js'
import { scenarioOf } from '../chaos/network/scenario.js'

// Some of the troubles, one at a time on each Mac; `npm run chaos` plays five hundred, at every step.
const SEEDS = [9, 5, 30, 39]

describe('a change of the network that is cut', { timeout: 120_000 }, () => {
  it('leaves the Mac wholly as it was or wholly as wanted, and within reach', async () => {
    const { outcomes, stranded } = await play(SEEDS.map(scenarioOf), 4, 3)
    expect(stranded).toEqual([])
    expect(outcomes).toHaveLength(SEEDS.length)
    expect(outcomes.find(({ scenario }) => scenario.trouble === 'route lost')?.ended).toBe('old')
  })
})
