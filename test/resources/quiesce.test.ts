import { describe, expect, it } from 'vitest'
import { MacTrouble } from '../../src/command/errors.js'
import type { Writer } from '../../src/command/mac.js'
import { known, unknown, type Question } from '../../src/command/question.js'
import { jobs } from '../../src/macos/launchctl.js'
import type { Writers } from '../../src/resources/kind.js'
import { quiesce } from '../../src/resources/quiesce.js'
import { macRecord } from '../../src/resources/record.js'

const LABEL = 'com.macloom.rank.kimi'
const RUNNING = { label: LABEL, pid: 42, status: null }
const INPUTS = JSON.stringify({ name: 'kimi', ranks: [{ mac: 'a' }, { mac: 'b' }] })

/** Two Macs with a rank of one group each, until its job is told to end. */
function group(inputs: string, down: readonly string[] = []): { macs: Writers; told: string[] } {
  const told: string[] = []
  const ended = new Set<string>()
  const writer = (mac: string): Writer => ({
    mac,
    prefix: async () => '',
    renew: () => undefined,
    reconnect: () => Promise.reject(new Error('nobody comes back to this Mac')),
    progress: () => undefined,
    send: () => Promise.reject(new Error('nothing is sent')),
    ask: async <T>({ name }: Question<T>) => {
      if (down.includes(mac)) throw new MacTrouble('unreachable', { mac, doing: 'connect', seen: 'refused' })
      if (name === jobs.name) return known([RUNNING] as T)
      if (name === macRecord.name) return known({ version: 1, facts: { 'jobs/kimi/inputs.json': inputs } } as T)
      return known((ended.has(mac) ? null : { ...RUNNING, state: 'running' }) as T)
    },
    tell: async ({ what }) => {
      told.push(`${mac}: ${what}`)
      ended.add(mac)
    },
  })
  return { macs: { names: ['a', 'b'], of: writer }, told }
}

describe('draining a Mac before its network changes', () => {
  it('stops the whole group, on the other Mac too', async () => {
    const { macs, told } = group(INPUTS)
    await quiesce(macs, ['a'])
    expect(told.filter((line) => line.includes('SIGTERM'))).toEqual([
      'a: end the rank of kimi with SIGTERM',
      'b: end the rank of kimi with SIGTERM',
    ])
  })

  it('changes nothing on a Mac whose jobs it cannot read: one of them may serve', async () => {
    const { macs, told } = group(INPUTS)
    const of = (mac: string): Writer => ({ ...macs.of(mac), ask: async () => unknown('launchctl: saw "…"') })
    await expect(quiesce({ ...macs, of }, ['a'])).rejects.toThrow('a: find out which groups run there: launchctl')
    expect(told).toEqual([])
  })

  it('does not wait for a Mac of the group that does not answer', async () => {
    const { macs, told } = group(INPUTS, ['b'])
    await quiesce(macs, ['a'])
    expect(told).toEqual(['a: end the rank of kimi with SIGTERM', 'a: unload the rank of kimi'])
  })

  it.each(['{"ranks": [', '{"ranks": "both"}'])('names the file when it holds %s, and stops nothing', async (text) => {
    const { macs, told } = group(text)
    await expect(quiesce(macs, ['a'])).rejects.toThrow(
      'a: find out which Macs form the group kimi: /usr/local/macloom/jobs/kimi/inputs.json is not what we write',
    )
    expect(told).toEqual([])
  })
})
