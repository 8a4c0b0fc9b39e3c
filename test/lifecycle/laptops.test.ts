import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { laptopPower } from '../../src/resources/laptop-power/laptop-power.js'
import { osSettings } from '../../src/resources/os-settings/os-settings.js'
import { PAIR } from '../sim/lab.js'
import { Stage } from './stage.js'
import { tellStory } from './story.js'

const BOOK = { ...PAIR, macs: { 'book-1': { model: 'Mac17,7' } }, cables: [] }

tellStory({
  world: BOOK,
  kind: laptopPower,
  inputs: { needs: [], mac: 'book-1', batteryFloor: 30 },
  setUp: (stage) => stage.bench.sim.hands.charge('book-1', 'battery', 64),
  imported: { batteryFloor: 0 },
  atFirst: ['mains'],
  person: {
    orders: [{ mac: 'book-1', hands: 'connect the charger' }],
    hands: (stage) => stage.bench.sim.hands.charge('book-1', 'mains'),
  },
  drift: {
    by: (stage) => stage.bench.sim.hands.charge('book-1', 'mains', 12),
    shows: ['charged'],
    person: {
      orders: [{ mac: 'book-1', hands: 'connect the charger' }],
      hands: (stage) => stage.bench.sim.hands.charge('book-1', 'mains', 80),
    },
  },
})

// What its user has chosen for the battery and for the lid is there again when the lab has gone.
tellStory({
  world: BOOK,
  kind: osSettings,
  inputs: { needs: [], mac: 'book-1', sleep: 'never', displaySleep: 10, wakeOnNetwork: true, sleepWhenClosed: false },
  imported: { diskSleep: 10, automaticUpdates: true, wiredLimitMb: 0 },
  atFirst: ['sleep', 'sleepWhenClosed'],
  drift: {
    by: async (stage) => {
      await stage.bench.ssh('book-1', 'sudo -n pmset -a disablesleep 0')
    },
    shows: ['sleepWhenClosed'],
  },
  holds: (stage) => {
    const { power } = stage.bench.sim.world().macs['book-1'] ?? {}
    expect(power?.system['SleepDisabled']).toBe('1')
    expect([power?.ac['sleep'], power?.battery?.['sleep']]).toEqual(['0', '1'])
  },
})

describe('what waits for the charger of a laptop', { timeout: 60_000 }, () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await Stage.open(BOOK)
  })
  afterAll(() => stage.close())

  it('a change that builds on its power waits with the reason, and goes on when the charger is in', async () => {
    const power = { needs: [], mac: 'book-1', batteryFloor: 30 }
    const risky = async () => {
      const { ready } = await stage.settle(laptopPower, power, 'urn:power')
      return stage.settle(osSettings, { needs: [ready], mac: 'book-1', sleep: 'never' }, 'urn:risky')
    }
    await stage.bench.sim.hands.charge('book-1', 'battery', 90)
    const reason = 'book-1 runs on its battery: connect its charger'
    expect(await risky()).toMatchObject({ ready: { state: 'waiting', reason }, workOrders: [] })
    expect(stage.told).toEqual([])
    await stage.bench.sim.hands.charge('book-1', 'mains')
    expect((await risky()).ready.state).toBe('ready')
  })
})
