import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { until } from './lab.js'
import { JOB, startRanks, type RankKeys, type Ranks } from './ranks.js'

const MACS = ['studio-1', 'studio-2']

let ranks: Ranks

beforeAll(async () => {
  ranks = await startRanks()
})
afterAll(() => ranks.bench.end())
afterEach(() => ranks.forget())

async function group(more: Partial<RankKeys> = {}): Promise<void> {
  await ranks.start('studio-1', { rank: 0, ...more })
  await ranks.start('studio-2', { rank: 1, ...more })
  await until(() => MACS.every((mac) => ranks.log(mac).includes(' of 2, epoch')))
}

async function fault(mac: string, name: string, value = ''): Promise<void> {
  await ranks.bench.sim.hands.setFault(mac, name, value)
}

async function ends(mac: string, how: string): Promise<void> {
  await until(async () => (await ranks.field(mac, 'state')) === 'not running')
  const signal = await ranks.field(mac, 'last terminating signal')
  expect(signal ?? (await ranks.field(mac, 'last exit code'))).toBe(how)
}

function said(mac: string, text: string): Promise<void> {
  return until(() => ranks.log(mac).includes(text))
}

test('two ranks on one cable form a group, report one epoch and its size, and answer a completion', async () => {
  await group()
  const epochs = MACS.map((mac) => /epoch (\d+)/.exec(ranks.log(mac))?.[1])
  expect(epochs[0]).toBe(epochs[1])
  expect((await ranks.ask('/v1/completions')).text).toContain('a stand-in rank answers, not MLX')
})

test('a rank holds one protection domain of its device, and SIGTERM gives it back', async () => {
  await group()
  expect(await ranks.domains('studio-1')).toBe(1)
  await ranks.stop('studio-1')
  expect(await ranks.domains('studio-1')).toBe(0)
})

test('jaccl-ring opens the device of two ranks twice, once to each side', async () => {
  await group({ backend: 'jaccl-ring', environment: { MLX_JACCL_RING: '1' } })
  expect(await ranks.domains('studio-1')).toBe(2)
})

test('a ring rank holds no protection domain', async () => {
  await ranks.start('studio-1', { rank: 0, size: 1, backend: 'ring' })
  await said('studio-1', 'of 1, epoch')
  expect(await ranks.domains('studio-1')).toBe(0)
})

test('launchctl kill SIGKILL leaks the domain until the Mac restarts', async () => {
  await group()
  await ranks.bench.ssh('studio-1', `sudo -n launchctl kill SIGKILL system/${JOB}`)
  await ends('studio-1', 'Killed: 9')
  await ranks.stop('studio-1')
  expect(await ranks.domains('studio-1')).toBe(1)
  expect(await ranks.domains('studio-2')).toBe(1)
  await ranks.forget()
  expect(await ranks.domains('studio-1')).toBe(0)
})

test('a rank that ignores SIGTERM is killed when its ExitTimeOut is over, and leaks its domain', async () => {
  await fault('studio-2', 'rank ignores SIGTERM')
  await group({ exitTimeOut: 1 })
  await ranks.stop('studio-2')
  expect(await ranks.domains('studio-2')).toBe(1)
})

test('a device without a domain left refuses the rank in the words of MLX, and its peer hears something else', async () => {
  await ranks.bench.sim.hands.leakProtectionDomain('studio-1', 'rdma_en3', 11)
  await ranks.start('studio-1', { rank: 0 })
  await ranks.start('studio-2', { rank: 1 })
  await said('studio-1', "[jaccl] Couldn't allocate protection domain")
  await said('studio-2', '[jaccl] Recv failed with errno=2')
  expect(await ranks.domains('studio-1')).toBe(11)
})

test('a pulled cable ends both ranks with a segmentation fault', async () => {
  await group()
  await ranks.bench.sim.hands.unplug('studio-1:2')
  for (const mac of MACS) await ends(mac, 'Segmentation fault: 11')
})

test('a rank whose peer died notices nothing: it runs on, healthy, and no completion is answered', async () => {
  await group()
  await ranks.bench.sim.hands.kill('studio-2', JOB)
  await until(async () => (await ranks.ask('/v1/completions')).status === null)
  expect(await ranks.ask('/health')).toEqual({ status: 200, text: '{"status":"ok"}' })
  expect(await ranks.field('studio-1', 'state')).toBe('running')
})

test('a rank that finds no rank 0 within its four attempts gives up with errno 61', async () => {
  await fault('studio-2', 'rank in a hurry', '30')
  await ranks.start('studio-2', { rank: 1 })
  await ends('studio-2', '1')
  const log = ranks.log('studio-2')
  expect(log).toContain('[jaccl] Connection attempt 3 waiting 8000 ms')
  expect(log).toContain("[jaccl] Couldn't connect (error: 61)")
})

const REFUSED: readonly (readonly [what: string, rows: unknown, words: string])[] = [
  [
    'names a device that is not there',
    [
      [null, 'rdma_en9'],
      ['rdma_en3', null],
    ],
    'Could not find device rdma_en9 (6',
  ],
  [
    'names a port without a cable',
    [
      [null, 'rdma_en4'],
      ['rdma_en3', null],
    ],
    "Couldn't allocate protection domain",
  ],
  ['has a row too short', [[null], ['rdma_en3', null]], 'all other ranks but rank 0 contains only 1 entries.'],
  [
    'leaves out a pair',
    [
      [null, null],
      ['rdma_en3', null],
    ],
    'You need to provide via environment variables a rank',
  ],
  ['is no array', {}, 'The device file should start with an array'],
]

test.each(REFUSED)('a device matrix that %s is refused in the words of MLX', async (_what, rows, words) => {
  ranks.matrix(rows)
  await ranks.start('studio-1', { rank: 0 })
  await ranks.start('studio-2', { rank: 1 })
  await said('studio-1', words)
  await ends('studio-1', '1')
})

test('a device matrix for more ranks than are declared is refused before anything is opened', async () => {
  await ranks.start('studio-1', { rank: 0, size: 3 })
  await said('studio-1', 'the device matrix has 2 ranks, 3 are declared')
})

test('an interface without IPv4 address has no GID to offer', async () => {
  await ranks.bench.ssh('studio-2', 'sudo -n ifconfig en3 inet 127.77.1.2 -alias')
  await ranks.start('studio-1', { rank: 0 })
  await ranks.start('studio-2', { rank: 1 })
  await said('studio-2', '[jaccl] No IPv4-mapped GID for this device.')
})

test('an IPv4 GID that landed at index 2 is errno 22', async () => {
  await fault('studio-2', 'gid index 2', 'en3')
  await ranks.start('studio-1', { rank: 0 })
  await ranks.start('studio-2', { rank: 1 })
  await said('studio-2', '[jaccl] Changing queue pair to RTR failed with errno 22')
})

test('a second cable in crossed receptacles is errno 60: the matrix pairs devices that no cable joins', async () => {
  const { hands } = ranks.bench.sim
  await hands.plug('studio-1:3', 'studio-2:3')
  await ranks.address()
  await hands.swap('studio-2:2', 'studio-2:3')
  await ranks.address()
  await ranks.start('studio-1', { rank: 0 })
  await ranks.start('studio-2', { rank: 1 })
  await said('studio-1', '[jaccl] Changing queue pair to RTR failed with errno 60')
})

test('a pause of the sim is no event on its Macs: a rank that had to be killed for it leaks nothing', async () => {
  const own = await startRanks()
  await own.bench.sim.hands.setFault('studio-1', 'rank ignores SIGTERM', '')
  await own.start('studio-1', { rank: 0 })
  await own.start('studio-2', { rank: 1 })
  await until(async () => (await own.domains('studio-1')) === 1)
  await own.bench.sim.stop()
  expect(own.bench.sim.world().macs['studio-1']?.protectionDomains).toEqual({ rdma_en3: 0 })
  await own.bench.end()
})
