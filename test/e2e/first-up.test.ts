import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAIR } from '../sim/lab.js'
import { TestLab } from './test-lab.js'

describe('a lab of two Macs under the real engine', () => {
  let lab: TestLab

  beforeAll(async () => {
    lab = await TestLab.start({
      world: PAIR,
      lab: { links: ['studio-1:2 <-> studio-2:2'], fabric: { subnet: '127.77.0.0/16' } },
    })
  })

  afterAll(async () => {
    await lab.stop()
  })

  it('previews without a write, converges, has nothing left to do, and gives the Macs back', async () => {
    const before = lab.sim.world()
    const preview = await lab.preview()
    expect(preview.exit, preview.text).toBe(0)
    expect(lab.sim.world()).toEqual(before)
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
    const destroy = await lab.destroy()
    expect(destroy.exit, destroy.text).toBe(0)
  })
})
