import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Finding, WorkOrder } from '../../src/resources/words.js'
import { TestLab } from './test-lab.js'

const MACS = {
  'studio-1': { model: 'Mac15,14' },
  'studio-2': { model: 'Mac15,14' },
  'book-1': { model: 'Mac17,7' },
  'mini-1': { model: 'Mac16,10' },
}
const LINKS = ['studio-1:2 <-> studio-2:2', 'studio-2:3 <-> book-1:1', 'book-1:2 <-> mini-1:1']

/** Cables, networks and RDMA of four Macs, and no MLX, no model, no deployment at all. */
const LAB = { links: LINKS, rdma: 'enabled', macs: { 'mini-1': { optional: true, label: 'shelf 2' } } }

describe('a lab of four Macs without a model, one of them with Thunderbolt 4 and free to leave', () => {
  let lab: TestLab
  let before: Record<string, string>
  const names = Object.keys(MACS)
  const orders = async () => (await lab.outputs())['workOrders'] as WorkOrder[]
  const states = async () => {
    const state = await lab.state()
    return names.map((mac) => (state[`${mac}-rdma`]?.outputs['observed'] as { state: string } | undefined)?.state)
  }

  beforeAll(async () => {
    const models = Object.fromEntries(names.map((mac) => [mac, { model: MACS[mac as keyof typeof MACS].model }]))
    lab = await TestLab.start({ world: { macs: MACS, cables: LINKS }, macs: models })
    lab.writeLab(LAB)
    before = Object.fromEntries(names.map((mac) => [mac, lab.settings(mac)]))
  })
  afterAll(() => lab.stop())

  it('ends well with three work orders and one refusal, and converges the network of all four', async () => {
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect((await orders()).map(({ mac, hands }) => [mac, hands]).sort()).toEqual([
      ['book-1', 'enable RDMA in recoveryOS'],
      ['studio-1', 'enable RDMA in recoveryOS'],
      ['studio-2', 'enable RDMA in recoveryOS'],
    ])
    expect(await states()).toEqual(['awaiting hands', 'awaiting hands', 'awaiting hands', 'unsupported'])
    const state = await lab.state()
    expect(state['mini-1-rdma']?.outputs['findings'] as Finding[]).toMatchObject([
      { danger: 'note', remedy: expect.stringContaining('ring over TCP') as string },
    ])
    const rest = [...names.map((mac) => `${mac}-fabric`), 'studio-1-2--studio-2-2', 'book-1-2--mini-1-1']
    expect(rest.map((name) => state[name]?.outputs.ready?.state)).toEqual(rest.map(() => 'ready'))
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })

  it('goes on with each Mac that a person has flipped, by the same up', async () => {
    for (const [at, mac] of ['studio-1', 'book-1', 'studio-2'].entries()) {
      await lab.sim.hands.enableRdma(mac)
      const up = await lab.up()
      expect(up.exit, up.text).toBe(0)
      expect(await orders()).toHaveLength(2 - at)
    }
    expect(await states()).toEqual(['active', 'active', 'active', 'unsupported'])
  })

  it('takes a later loss for drift: a danger in the preview, a code of its own, and an up that ends well', async () => {
    await lab.sim.hands.disableRdma('studio-1')
    const preview = await lab.preview('--expect-no-changes')
    expect(preview.exit).not.toBe(0)
    expect(preview.text).toContain('RDMA on studio-1 was on in this lab and is off')
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect((await orders()).map(({ mac }) => mac)).toEqual(['studio-1'])
    await lab.sim.hands.enableRdma('studio-1')
    expect((await lab.up()).exit).toBe(0)
    expect(await states()).toEqual(['active', 'active', 'active', 'unsupported'])
  })

  it('goes on without the Mac that may leave, says so, and takes it in again', async () => {
    await lab.sim.hands.shutDown('mini-1')
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(up.text).toContain('the lab goes on without an optional Mac')
    expect((await lab.state())['mini-1-settings']?.outputs.ready?.state).toBe('away')
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
    await lab.sim.hands.start('mini-1')
    expect((await lab.up()).exit).toBe(0)
    expect((await lab.state())['mini-1-settings']?.outputs.ready?.state).toBe('ready')
  })

  it('leaves nothing altered after destroy, on the laptop least of all', async () => {
    const destroy = await lab.destroy()
    expect(destroy.exit, destroy.text).toBe(0)
    // What a person switched in recoveryOS stays as they left it.
    const mine = (line: string) => !line.includes('nvram') && !line.includes('bootTime')
    for (const mac of names) expect(lab.changed(mac, before[mac] ?? '').filter(mine)).toEqual([])
  })
})
