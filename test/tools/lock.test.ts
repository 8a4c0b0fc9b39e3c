import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { buildOnce } from '../../tools/cache.mjs'
import { withLock } from '../../tools/lock.mjs'
import { Machine } from './machine.js'

function writeLock(file: string, holder: { pid: number; host: string }): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(holder))
}

/** The number of a process that has just ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid
}

test('a lock whose process has ended is taken over', async () => {
  const machine = new Machine()
  const file = join(machine.cache, 'x.lock')
  writeLock(file, { pid: endedProcess(), host: hostname() })
  const held = await withLock(file, machine.say, async () => readFileSync(file, 'utf8'))
  expect(JSON.parse(held)).toMatchObject({ pid: process.pid, host: hostname() })
  expect(readdirSync(machine.cache)).toEqual([])
})

test('a lock of another computer that gave no sign of life for minutes is taken over', async () => {
  const machine = new Machine()
  const file = join(machine.cache, 'x.lock')
  writeLock(file, { pid: 1, host: 'elsewhere' })
  const longAgo = new Date(Date.now() - 600_000)
  utimesSync(file, longAgo, longAgo)
  expect(await withLock(file, machine.say, async () => 'mine')).toBe('mine')
})

test('a lock of a living process is waited for, which is said once', async () => {
  const machine = new Machine()
  const file = join(machine.cache, 'x.lock')
  writeLock(file, { pid: process.ppid, host: hostname() })
  const say = (line: string): void => {
    machine.say(line)
    rmSync(file)
  }
  expect(await withLock(file, say, async () => 'mine', { pollMs: 1 })).toBe('mine')
  expect(machine.said).toEqual([`waiting: process ${process.ppid} is already at it (lock ${file})`])
})

test('a lock is given back when the work fails', async () => {
  const machine = new Machine()
  const file = join(machine.cache, 'x.lock')
  const work = async (): Promise<never> => Promise.reject(new Error('no'))
  await expect(withLock(file, machine.say, work)).rejects.toThrow('no')
  expect(existsSync(file)).toBe(false)
})

test('a build that fails leaves nothing, and the next one starts anew', async () => {
  const machine = new Machine()
  const target = join(machine.cache, 'thing')
  const half = async (folder: string): Promise<never> => {
    writeFileSync(join(folder, 'half'), '')
    throw new Error('interrupted')
  }
  await expect(buildOnce(target, half, machine.say)).rejects.toThrow('interrupted')
  expect(readdirSync(machine.cache)).toEqual([])
  const whole = async (folder: string): Promise<void> => writeFileSync(join(folder, 'whole'), '')
  expect(await buildOnce(target, whole, machine.say)).toBe('built')
  expect(await buildOnce(target, half, machine.say)).toBe('cached')
  expect(readdirSync(target)).toEqual(['whole'])
})

test('what a killed build left behind is swept up by the next one', async () => {
  const machine = new Machine()
  const target = join(machine.cache, 'thing')
  mkdirSync(join(machine.cache, '.thing.part-killed'), { recursive: true })
  await buildOnce(target, async () => {}, machine.say)
  expect(readdirSync(machine.cache)).toEqual(['thing'])
})
