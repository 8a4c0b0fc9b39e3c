import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBench, type Bench } from '../sim/lab.js'
import { filesUnder, LabOfSims } from './recorded-lab.js'

const WORLD = {
  lab: 'lab',
  seed: 11,
  user: 'annabel',
  macs: { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14' }, mini: { model: 'Mac16,10' } },
  cables: ['studio-1:2 <-> studio-2:2', 'studio-1:4 <-> mini:3'],
}
const LAB = { links: ['studio-1:2 <-> studio-2:2'], fabric: { subnet: '10.77.0.0/16' }, rdma: 'enabled' }

describe('macloom record', () => {
  let bench: Bench
  let lab: LabOfSims
  beforeAll(async () => {
    bench = await startBench(WORLD)
    lab = new LabOfSims(bench, LAB)
  })
  afterAll(() => bench.end())

  it('debug', async () => {
    const ran = await lab.type('record', 'lab', '--to', '/tmp/w/bundle-debug')
    console.log(ran)
    for (const verb of ['facts', 'drift', 'status', 'plan']) {
      const more = verb === 'plan' ? ['--look'] : []
      const live = await lab.type(verb, 'lab', ...more)
      const replay = await lab.type(verb, 'lab', '--from', '/tmp/w/bundle-debug')
      console.log(verb, live.exit, live.stderr, '=====REPLAY', replay.exit, replay.stderr, replay.stdout === live.stdout)
      if (replay.stdout !== live.stdout) console.log(replay.stdout)
    }
    expect(Object.keys(filesUnder('/tmp/w/bundle-debug')).length).toBeGreaterThan(3)
    expect(join('a', 'b')).toBe('a/b')
  })
})
