import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { simHand } from '../../src/sim/control.js'
import { enableRdma } from '../../src/sim/hands-on-world.js'
import { newWorld } from '../../src/sim/new-world.js'
import { startSim } from '../../src/sim/sim.js'
import { agendaOf } from '../../src/sim/trouble.js'
import type { World } from '../../src/sim/world.js'
import { loginKey, PAIR, startBench, until, type Bench } from './lab.js'

let bench: Bench

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.end())
afterEach(async () => {
  await bench.sim.hands.clearAgenda()
  for (const [mac, { faults }] of Object.entries(bench.sim.world().macs))
    for (const fault of Object.keys(faults)) await bench.sim.hands.clearFault(mac, fault)
})

function faults(mac: string): Record<string, string> {
  return bench.sim.world().macs[mac]?.faults ?? {}
}

const delay = { hand: 'setFault', words: ['studio-1', 'delay', '1'], then: [] }

describe('things that happen by themselves', () => {
  test('after so many seconds, and later what belongs to it', async () => {
    const then = [{ seconds: 0.1, hand: 'clearFault', words: ['studio-1', 'delay'] }]
    await bench.sim.hands.arrange({ ...delay, when: { seconds: 0.1 }, then })
    expect(faults('studio-1')).toEqual({})
    await until(() => 'delay' in faults('studio-1'))
    await until(() => !('delay' in faults('studio-1')))
    expect(bench.sim.world().agenda).toEqual([])
  })

  test('before the third command on one Mac, and on no other', async () => {
    await bench.sim.hands.arrange({ ...delay, when: { exec: 3, mac: 'studio-1' } })
    for (const mac of ['studio-1', 'studio-2', 'studio-2', 'studio-1']) await bench.ssh(mac, 'true')
    expect(faults('studio-1')).toEqual({})
    await bench.ssh('studio-1', 'true')
    expect(faults('studio-1')).toEqual({ delay: '1' })
  })

  test('a connection that drops before the second command leaves that command undone', async () => {
    await bench.sim.hands.arrange({
      hand: 'dropConnections',
      words: ['studio-1'],
      when: { exec: 2, mac: 'studio-1' },
      then: [],
    })
    expect((await bench.ssh('studio-1', 'touch one')).exit).toBe(0)
    expect((await bench.ssh('studio-1', 'touch two')).exit).toBe(255)
    expect((await bench.ssh('studio-1', 'ls')).stdout).toBe('one\n')
  })

  test('a connection that drops at the second tell leaves the change made and its client without an answer', async () => {
    await bench.sim.hands.arrange({
      hand: 'dropConnections',
      words: ['studio-1'],
      when: { tell: 2, mac: 'studio-1' },
      then: [],
    })
    const sleeps = async (): Promise<string | undefined> =>
      /^ sleep +(\d+)/m.exec((await bench.ssh('studio-1', 'pmset -g')).stdout)?.[1]
    expect(
      (await bench.ssh('studio-1', 'sudo -n pmset -a sleep 7; pmset -g >/dev/null; sudo -n pmset -a sleep 7')).exit,
    ).toBe(0)
    expect((await bench.ssh('studio-1', 'sudo -n pmset -a sleep 8')).exit).toBe(255)
    expect(await sleeps()).toBe('8')
  })

  test('a Mac restarts in the middle of the next command, once', async () => {
    const booted = (): number => bench.sim.world().macs['studio-1']?.bootTime ?? 0
    const before = booted()
    await bench.sim.hands.setFault('studio-1', 'reboot', '0.2')
    expect((await bench.ssh('studio-1', 'touch begun; sleep 5; touch ended')).exit).toBe(255)
    await until(() => booted() > before)
    await until(async () => (await bench.ssh('studio-1', 'ls')).stdout.includes('begun'))
    expect((await bench.ssh('studio-1', 'ls')).stdout).not.toContain('ended')
    expect(faults('studio-1')).toEqual({})
  })

  test('what cannot be done any more is told to agenda.log, and the rest happens', async () => {
    const when = { exec: 1, mac: 'studio-2' }
    await bench.sim.hands.arrange({ hand: 'unplug', words: ['studio-1:6'], when, then: [] }, { ...delay, when })
    await bench.ssh('studio-2', 'true')
    expect(faults('studio-1')).toEqual({ delay: '1' })
    expect(readFileSync(join(bench.directory, 'agenda.log'), 'utf8')).toContain('unplug "studio-1:6": there is no plug')
  })

  test('what no hand can do is refused at once', async () => {
    const { hands } = bench.sim
    const when = { seconds: 60 }
    await expect(hands.arrange({ hand: 'paint', words: [], when, then: [] })).rejects.toThrow(/cannot paint later/)
    await expect(hands.arrange({ hand: 'setFault', words: ['studio-1', 'dwon', ''], when, then: [] })).rejects.toThrow(
      /no fault is called dwon/,
    )
    expect(bench.sim.world().agenda).toEqual([])
  })

  test('it can be arranged from another process, through the directory of the sim', async () => {
    await simHand(bench.directory, 'arrange', { ...delay, when: { seconds: 0 } })
    await until(() => 'delay' in faults('studio-1'))
  })
})

test('an agenda survives a restart of the sim, and what fell due meanwhile happens then', async () => {
  const own = await startBench()
  const directory = own.directory
  await own.sim.hands.arrange({ ...delay, when: { seconds: 0.3 } }, { ...delay, when: { exec: 9, mac: 'studio-1' } })
  await own.sim.stop()
  const key = loginKey(join(own.folder, 'key'))
  const again = await startSim({ world: newWorld(PAIR), directory, authorizedKeys: [key.line], python: null })
  await until(() => 'delay' in (again.world().macs['studio-1']?.faults ?? {}))
  expect(again.world().agenda).toMatchObject([{ when: { on: 'exec', left: 9 } }])
  await again.stop()
  await own.end()
})

test('a connection is reset as soon as it is made', async () => {
  await bench.sim.hands.setFault('studio-1', 'reset', '')
  const { address, port } = bench.sim.macs['studio-1'] ?? { address: '', port: 0 }
  const heard = await new Promise((resolve) => {
    const socket = connect(port, address)
    socket.on('data', resolve).on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
  })
  expect(heard).toBe('ECONNRESET')
  await bench.sim.hands.clearFault('studio-1', 'reset')
  expect((await bench.ssh('studio-1', 'true')).exit).toBe(0)
})

describe('agendas from a seed', () => {
  const world = newWorld({ ...PAIR, cables: ['studio-1:2 <-> studio-2:2', 'studio-1:3 <-> studio-2:3'] })
  for (const mac of Object.keys(world.macs)) enableRdma(world, mac)
  const seeds = Array.from({ length: 60 }, (_, seed) => seed)

  test('are the same for the same seed and others for others', () => {
    expect(agendaOf(5, world)).toEqual(agendaOf(5, world))
    expect(new Set(seeds.map((seed) => JSON.stringify(agendaOf(seed, world)))).size).toBe(seeds.length)
  })

  test('hold every sort of trouble, begun by the clock, by commands and by tells', () => {
    const all = seeds.flatMap((seed) => agendaOf(seed, world))
    const hands = new Set(all.map(({ hand }) => hand))
    const wanted = ['changeBuild', 'leakProtectionDomain', 'reboot', 'setFault', 'shutDown', 'swap', 'unplug']
    expect([...hands].sort()).toEqual(wanted)
    expect(new Set(all.flatMap(({ when }) => Object.keys(when).filter((key) => key !== 'mac')))).toEqual(
      new Set(['seconds', 'exec', 'tell']),
    )
  })

  test.each([1, 2, 3, 4])('end every trouble that they begin (seed %i)', async (seed) => {
    for (const mac of Object.keys(bench.sim.macs))
      if (!bench.sim.world().macs[mac]?.rdmaSinceBoot) await bench.sim.hands.enableRdma(mac)
    const before = JSON.stringify(whole(bench.sim.world()))
    const agenda = agendaOf(seed, bench.sim.world(), { count: 12, seconds: 0.3 })
    await bench.sim.hands.arrange(...agenda.map((each) => ({ ...each, when: { seconds: 0 } })))
    await until(() => JSON.stringify(whole(bench.sim.world())) !== before)
    await until(() => bench.sim.world().agenda.length === 0)
    await until(() => JSON.stringify(whole(bench.sim.world())) === before)
  })
})

/** What a chaos test demands to be as it was. */
function whole({ macs, cables }: World): unknown {
  const ends = cables.map((cable) => cable.ends.map((end) => JSON.stringify(end)).sort())
  return [
    ends.sort(),
    ...Object.values(macs).map(({ faults, macos, on, locked, protectionDomains }) => ({
      faults,
      macos,
      on,
      locked,
      protectionDomains,
    })),
  ]
}
