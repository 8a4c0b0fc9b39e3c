import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAIR } from '../sim/lab.js'
import { handWritten, TestLab } from './test-lab.js'

const END = '[{ mac: "studio-1", receptacle: 2 }, { mac: "studio-2", receptacle: 2 }]'

/** A cable, and settings of one Mac that are given only once the cable is right. */
const PROGRAM = `
const link = new macloom.ThunderboltLink('link', { ends: ${END}, declared: [${END}] }, options)
const after = new macloom.OsSettings('after', { mac: 'studio-1', sleep: 'never', needs: [link.ready] }, options)
new macloom.OsSettings('beside', { mac: 'studio-2', sleep: 'never' }, options)
export const workOrders = link.workOrders
`
const GUARDED = `
macloom.requireReady(link).apply((ready) => pulumi.log.info('guarded work begins: ' + ready.state))
`

describe('a lab that waits for a person', () => {
  let lab: TestLab
  const sleep = (mac: string) => lab.sim.world().macs[mac]?.power.ac['sleep']

  beforeAll(async () => {
    lab = await TestLab.start({
      world: { ...PAIR, cables: ['studio-1:2 <-> studio-2:4'] },
    })
    lab.write('main.js', handWritten(lab.connections(), PROGRAM))
  })
  afterAll(() => lab.stop())

  it('waiting is a state and no failure: the run ends well, says what it waits for and does everything else', async () => {
    const asleep = sleep('studio-1')
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(up.text).toContain('waiting: ')
    const { link, after, beside } = await lab.state()
    expect([link, after, beside].map((each) => each?.outputs.ready?.state)).toEqual(['waiting', 'waiting', 'ready'])
    expect(sleep('studio-2')).toBe('0')
    expect(sleep('studio-1')).toBe(asleep)
    expect(await lab.outputs()).toMatchObject({ workOrders: [{ hands: 'move a plug' }] })
  })

  it('waiting is no diff: there is nothing that up could do', async () => {
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })

  it('foreign resources go on past waiting: requireReady stops them with the reason', async () => {
    lab.write('main.js', handWritten(lab.connections(), PROGRAM + GUARDED))
    const up = await lab.up()
    expect(up.exit).not.toBe(0)
    expect(up.text).toContain('not ready yet: ')
    expect(up.text).not.toContain('guarded work begins')
  })

  it('edges carry data: once the plug is moved, the same up wakes what waited for it', async () => {
    await lab.sim.hands.move('studio-2:4', 'studio-2:2')
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(up.text).toContain('guarded work begins: ready')
    expect(sleep('studio-1')).toBe('0')
    const { link, after } = await lab.state()
    expect([link, after].map((each) => each?.outputs.ready?.state)).toEqual(['ready', 'ready'])
    expect(await lab.outputs()).toMatchObject({ workOrders: [] })
  })

  it('Read mirrors what was observed: a changed setting is shown as what it is and what it will be', async () => {
    const { stdout } = await lab.colleague('studio-1', 'sudo -n pmset -a sleep 7')
    expect(stdout).toBe('')
    const preview = await lab.preview()
    expect(preview.exit, preview.text).toBe(0)
    expect(preview.text).toMatch(/sleep *: *7 => "never"/)
  })
})
