import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { until } from './lab.js'
import { startRanks, type RankKeys, type Ranks } from './ranks.js'

const OK = { status: 200, text: '{"status":"ok"}' }
const DIED = { status: 404, text: '{"error":"generation thread died"}' }
const NOTHING = { status: null, text: '' }

let ranks: Ranks

beforeAll(async () => {
  ranks = await startRanks()
})
afterAll(() => ranks.bench.end())
afterEach(() => ranks.forget())

async function fault(mac: string, name: string, value = ''): Promise<void> {
  await ranks.bench.sim.hands.setFault(mac, name, value)
}

async function alone(keys: Partial<RankKeys> = {}): Promise<void> {
  await ranks.start('studio-1', { rank: 0, size: 1, backend: 'ring', ...keys })
  await until(async () => (await ranks.ask('/health')).status !== null)
}

async function group(): Promise<void> {
  await ranks.start('studio-1', { rank: 0 })
  await ranks.start('studio-2', { rank: 1 })
  await until(async () => ranks.log('studio-2').includes('of 2') && (await ranks.ask('/health')).status === 200)
}

test('a rank alone is a silent group of one: it reports size 1 and answers for the whole model', async () => {
  await fault('studio-1', 'rank alone')
  await alone({ size: 2, backend: 'jaccl' })
  expect(ranks.log('studio-1')).toContain('stand-in rank 0 of 1, epoch')
  expect((await ranks.ask('/v1/completions')).status).toBe(200)
  expect(await ranks.domains('studio-1')).toBe(0)
})

test.each([
  ['hangs where mlx-lm 0.31.3 hangs', '', OK, NOTHING],
  ['says that generation died where 0.32.2 says so', '404', OK, DIED],
  ['is no longer called healthy since lm#1791', '503', { status: 503, text: '{"status":"error"}' }, DIED],
])('dead generation %s', async (_how, value, health, completion) => {
  await alone()
  await fault('studio-1', 'generation dead', value)
  expect(await ranks.ask('/health')).toEqual(health)
  expect(await ranks.ask('/v1/completions')).toEqual(completion)
})

test('a rank without a server ends with 0 when its generation dies, and rank 0 stays healthy and mute', async () => {
  await group()
  await fault('studio-2', 'generation dead')
  await until(async () => (await ranks.field('studio-2', 'last exit code')) === '0')
  expect(await ranks.ask('/health')).toEqual(OK)
  expect(await ranks.ask('/v1/completions')).toEqual(NOTHING)
  expect(await ranks.domains('studio-2')).toBe(0)
})

test('a wedged load joins the group, is healthy and never answers', async () => {
  await fault('studio-1', 'load wedged')
  await group()
  expect(await ranks.ask('/health')).toEqual(OK)
  expect(await ranks.ask('/v1/completions')).toEqual(NOTHING)
})

test('a rank that exits after a while is started again and again by KeepAlive, and leaks nothing', async () => {
  await fault('studio-1', 'rank exits', '0.3')
  await alone({ keepAlive: true })
  await until(async () => Number(await ranks.field('studio-1', 'runs')) >= 3)
  expect(await ranks.field('studio-1', 'last exit code')).toBe('1')
  expect(await ranks.domains('studio-1')).toBe(0)
})

test('a rank that crashes leaks its protection domain', async () => {
  await fault('studio-1', 'rank crashes', '0.2')
  await ranks.start('studio-1', { rank: 0 })
  await ranks.start('studio-2', { rank: 1 })
  await until(async () => (await ranks.field('studio-1', 'last terminating signal')) === 'Segmentation fault: 11')
  expect(await ranks.domains('studio-1')).toBe(1)
})

test('two requests at once end both ranks of a JACCL group, and their clients hear nothing', async () => {
  await fault('studio-1', 'requests crash rank')
  await fault('studio-1', 'rank is slow', '200')
  await group()
  expect((await ranks.ask('/v1/completions')).status).toBe(200)
  expect(await Promise.all(['a', 'b'].map(() => ranks.ask('/v1/completions')))).toEqual([NOTHING, NOTHING])
  for (const mac of ['studio-1', 'studio-2'])
    await until(async () => (await ranks.field(mac, 'last terminating signal')) === 'Abort trap: 6')
})
