import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestLab } from './test-lab.js'

const MACS = ['studio-1', 'studio-2'] as const

describe('a Mac that cannot be used as the lab says, beside one that can', () => {
  let lab: TestLab
  let minutes = 20
  const found: Record<string, string> = {}
  const power = (mac: string) => lab.sim.world().macs[mac]?.power.ac['displaysleep']

  beforeAll(async () => {
    lab = await TestLab.start({
      world: {
        macs: { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14', fileVault: 'on' } },
      },
      lab: {},
    })
    for (const mac of MACS) found[mac] = lab.settings(mac)
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
  })
  afterAll(() => lab.stop())

  /** Declares something new for both Macs. */
  function declare(): string {
    minutes += 1
    lab.writeLab({ settings: { displaySleep: minutes } })
    return String(minutes)
  }

  it.each([
    ['another host key than the pinned one', 'other host key', /studio-2: .*it has the host key SHA256:.*, pinned is/],
    ['a refused login', 'refuse login', /studio-2: .*login as admin: .*authorized_keys/],
    ['silence after it took the connection', 'silent', /studio-2: connect to /],
  ])('%s is told by name, the other Mac converges, and nothing is lost', async (_what, fault, sentence) => {
    const before = lab.settings('studio-2')
    const wanted = declare()
    await lab.sim.hands.setFault('studio-2', fault, 'yes')
    const preview = await lab.preview()
    expect(preview.exit, preview.text).toBe(0)
    const up = await lab.up()
    expect(up.exit).not.toBe(0)
    expect(up.text).toMatch(sentence)
    expect(up.text).toMatch(/this holds studio-2, studio-2-settings/)
    expect(power('studio-1')).toBe(wanted)
    expect(lab.changed('studio-2', before)).toEqual([])
    await lab.sim.hands.clearFault('studio-2', fault)
    const again = await lab.up()
    expect(again.exit, again.text).toBe(0)
    expect(power('studio-2')).toBe(wanted)
  })

  it('sudo that asks for a password is told with the remedy, before any write', async () => {
    const before = lab.settings('studio-2')
    const wanted = declare()
    await lab.sim.hands.setFault('studio-2', 'sudo asks', 'yes')
    const up = await lab.up()
    expect(up.exit).not.toBe(0)
    expect(up.text).toMatch(/studio-2: .*may not be run as root without a password/)
    expect(up.text).toContain('macloom sudoers')
    expect(lab.changed('studio-2', before)).toEqual([])
    await lab.sim.hands.clearFault('studio-2', 'sudo asks')
    const again = await lab.up()
    expect(again.exit, again.text).toBe(0)
    expect(MACS.map(power)).toEqual([wanted, wanted])
  })

  it('a Mac locked by FileVault after a reboot waits for a person, and the same up goes on once it is unlocked', async () => {
    const wanted = declare()
    await lab.sim.hands.reboot('studio-2')
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(power('studio-1')).toBe(wanted)
    expect(power('studio-2')).not.toBe(wanted)
    expect(await lab.outputs()).toMatchObject({ workOrders: [{ mac: 'studio-2', hands: 'unlock FileVault' }] })
    await lab.sim.hands.unlock('studio-2')
    const again = await lab.up()
    expect(again.exit, again.text).toBe(0)
    expect(power('studio-2')).toBe(wanted)
    expect(await lab.outputs()).toMatchObject({ workOrders: [] })
  })

  it('after all of this both Macs are given back as they were found', async () => {
    const destroy = await lab.destroy()
    expect(destroy.exit, destroy.text).toBe(0)
    for (const mac of MACS) expect(lab.changed(mac, found[mac] ?? '')).toEqual([])
  })
})
