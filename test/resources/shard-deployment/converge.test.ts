import { describe, expect, it } from 'vitest'
import { MacTrouble } from '../../../src/command/errors.js'
import type { Writer } from '../../../src/command/mac.js'
import { known, type Question } from '../../../src/command/question.js'
import type { Writers } from '../../../src/resources/kind.js'
import { converge } from '../../../src/resources/shard-deployment/converge.js'
import { diff } from '../../../src/resources/shard-deployment/diff.js'
import { startedFrom, type ShardDeploymentInputs } from '../../../src/resources/shard-deployment/inputs.js'
import type { ShardDeploymentObserved } from '../../../src/resources/shard-deployment/outputs.js'

const inputs: ShardDeploymentInputs = {
  ...{ needs: [], name: 'kimi', model: 'kimi', engine: 'mlx-lm', strategy: 'tensor', backend: 'ring' },
  ranks: ['a', 'b'].map((mac, at) => ({ mac, addresses: [`10.77.0.${at + 1}`], port: 32323 + at })),
  ...{ host: '127.0.0.1', port: 8080, context: 8192, environmentDigest: 'e', modelDigest: 'm', environment: {} },
  standIn: false,
}
const RANK = { job: 'running', files: 'f', intended: 'f', groupSize: 2, epoch: '7', portTakenBy: null } as const
const UNPROVEN: ShardDeploymentObserved = {
  ...{ ranks: { a: RANK, b: RANK }, proof: null, left: {} },
  startedFrom: startedFrom(inputs),
}
const JOB = { state: 'running', pid: 42, runs: 1, lastExit: null, lastSignal: null }

interface Group {
  /** What the Mac of rank 0 keeps of the answer. */
  readonly answer?: string
  /** What becomes of the request. */
  readonly asking?: MacTrouble
  /** Macs whose rank has ended. */
  readonly dead?: readonly string[]
}

/** A running group of two that lacks nothing but its proof. A tell that stops it ends the story there. */
function group({ answer = '', asking, dead = [] }: Group): { macs: Writers; told: string[] } {
  const told: string[] = []
  const writer = (mac: string): Writer => ({
    mac,
    prefix: async () => '',
    renew: () => undefined,
    reconnect: () => Promise.reject(new Error('nobody comes back to this Mac')),
    progress: () => undefined,
    send: () => Promise.reject(new Error('nothing is sent')),
    ask: async <T>({ name, read }: Question<T>) => {
      if (name.startsWith('launchctl print')) return known((dead.includes(mac) ? { ...JOB, pid: null } : JOB) as T)
      if (name.startsWith('log of')) return known('' as T)
      if (name.startsWith('answer of')) return known(read({ exit: 0, stdout: answer, stderr: '' }))
      throw new Error(`${mac} was asked ${name}`)
    },
    tell: async ({ what }) => {
      told.push(`${mac}: ${what}`)
      if (what.startsWith('ask') && asking !== undefined) throw asking
      if (what.includes('SIGTERM')) throw new Error('stopped')
    },
  })
  return { macs: { names: ['a', 'b'], of: writer }, told }
}

const work = { inputs, observed: UNPROVEN, changes: diff(inputs, UNPROVEN) }
const BODY = '{"choices": [{"text": " steel"}], "usage": {"completion_tokens": 4}}'
const trouble = (kind: MacTrouble['trouble'], seen: string) => new MacTrouble(kind, { mac: 'a', doing: 'ask', seen })

describe('a running group that lacks only its proof', () => {
  it('is asked for a token, which is kept, and is not stopped', async () => {
    const { macs, told } = group({ answer: `1790000000 200\n${BODY}\n` })
    await converge(macs, work)
    expect(told).toEqual(['a: ask kimi for a token', 'a: keep the proof of kimi'])
  })

  it.each<[string, Group, string]>([
    [
      'the SSH session breaks',
      { asking: trouble('unknown-outcome', 'the connection was lost') },
      'connection was lost',
    ],
    ['the run is cancelled', { asking: trouble('cancelled', 'the run was cancelled') }, 'the run was cancelled'],
    ['it answers with HTTP 500', { answer: '1790000000 500\n{"error": "busy"}\n' }, 'HTTP 500'],
    ['it does not answer in time', { asking: trouble('remote-failed', 'exit 28') }, 'The group was not stopped'],
  ])('goes on serving when %s', async (_name, how, sentence) => {
    const { macs, told } = group(how)
    await expect(converge(macs, work)).rejects.toThrow(sentence)
    expect(told).toEqual(['a: ask kimi for a token'])
  })

  it.each<[string, Group]>([
    ['it answers without a token', { answer: '1790000000 200\n{"error": "generation thread died"}\n' }],
    ['another rank has ended', { asking: trouble('remote-failed', 'exit 28'), dead: ['b'] }],
  ])('is started again when %s', async (_name, how) => {
    const { macs, told } = group(how)
    await expect(converge(macs, work)).rejects.toThrow('stopped')
    expect(told).toContain('a: end the rank of kimi with SIGTERM')
  })
})
