import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/command/command.js'
import type { Question } from '../../src/command/question.js'
import type { Kind } from '../../src/resources/kind.js'
import { HalfDone, look, settle, type Run } from '../../src/resources/lifecycle.js'
import { differences } from '../../src/resources/differences.js'
import { release } from '../../src/resources/release.js'
import { read } from '../../src/resources/read.js'
import { ready, type Change, type Ready } from '../../src/resources/words.js'
import { FakeMac, writersOf } from './doubles.js'

interface Lamp {
  readonly needs: Ready[]
  readonly mac: string
  readonly colour: string
}

interface LampSeen {
  readonly colour: string | null
}

const state: Question<LampSeen> = { name: 'state', command: run('state'), read: () => ({ colour: null }) }

/** A kind as small as one can be: one lamp with one colour. `purple` needs a person, `red` drops traffic. */
const lamp: Kind<Lamp, LampSeen> = {
  name: 'OsSettings',
  inputs: z.strictObject({ needs: z.array(ready).default([]), mac: z.string(), colour: z.string() }),
  observed: z.strictObject({ colour: z.string().nullable() }),
  id: ({ mac }) => `Lamp/${mac}`,
  macs: ({ mac }) => [mac],
  observe: async (macs, { mac }) => {
    const answer = await macs.of(mac).ask(state)
    if (!answer.known) throw new Error(answer.why)
    return { colour: answer.value.colour ?? null }
  },
  diff: ({ mac, colour }, seen): Change[] =>
    seen.colour === colour
      ? []
      : [{ path: 'colour', from: seen.colour, to: colour, risk: riskOf(colour), what: `${colour} light`, mac }],
  findings: () => [],
  workOrders: ({ mac, colour }, seen) =>
    colour === 'purple' && seen.colour !== colour
      ? [{ mac, why: 'purple', steps: ['paint it'], check: 'up', hands: 'plug a cable' }]
      : [],
  converge: async (macs, { inputs }) => {
    await macs.of(inputs.mac).tell({ what: 'light', commands: [run('set', 'colour', inputs.colour)] })
  },
  release: async (macs, { mac }) => {
    await macs.of(mac).tell({ what: 'lamp off', commands: [run('set', 'colour', 'off')] })
  },
  mirror: (inputs, seen) => ({ ...inputs, colour: seen.colour ?? '' }),
  adopt: async () => ({ needs: [], mac: 'a', colour: 'blue' }),
  establishes: (inputs) => inputs.colour,
}

function riskOf(colour: string): Change['risk'] {
  if (colour === 'purple') return 'needs a person'
  return colour === 'red' ? 'drops traffic' : 'safe'
}

function begin(overrides: Partial<Run<LampSeen>> = {}): Run<LampSeen> {
  return { urn: 'urn:one', last: null, quiesce: async () => undefined, checkpoint: () => undefined, ...overrides }
}

const blue: Lamp = { needs: [], mac: 'a', colour: 'blue' }
const waiting: Ready = { state: 'waiting', reason: 'a plug is in the wrong receptacle', generation: 'x' }

describe('the loop', () => {
  it('converges what differs, claims it, and tells nothing the second time', async () => {
    const mac = new FakeMac('a')
    const outputs = await settle(lamp, writersOf(mac), blue, begin())
    expect(mac.state['colour']).toBe('blue')
    expect(outputs.ready.state).toBe('ready')
    expect(Object.keys(mac.facts)).toEqual(['claims/Lamp+a'])
    mac.told.length = 0
    expect(await settle(lamp, writersOf(mac), blue, begin())).toEqual(outputs)
    expect(mac.told).toEqual([])
  })

  it('adopts what is there already with no tell but the claim', async () => {
    const mac = new FakeMac('a')
    mac.state = { colour: 'blue' }
    await settle(lamp, writersOf(mac), blue, begin())
    expect(mac.told).not.toContain('light')
    expect(mac.facts['claims/Lamp+a']).toContain('urn:one')
  })

  it('leaves a marker when it breaks half-way; a refresh says unfinished, and the next run finishes', async () => {
    const mac = new FakeMac('a')
    mac.beforeTell = (tell) => {
      if (tell.what === 'light') throw new Error('the connection broke')
    }
    await expect(settle(lamp, writersOf(mac), blue, begin())).rejects.toBeInstanceOf(HalfDone)
    const refreshed = await read(lamp, writersOf(mac), 'Lamp/a', blue, null)
    expect(refreshed.gone === false && refreshed.unfinished).toEqual(['unfinished: blue light'])
    mac.beforeTell = () => undefined
    await settle(lamp, writersOf(mac), blue, begin())
    expect(mac.state['colour']).toBe('blue')
    expect(Object.keys(mac.facts)).toEqual(['claims/Lamp+a'])
  })

  it('demands that nothing differs after it has told', async () => {
    const mac = new FakeMac('a')
    const deaf = { ...lamp, converge: async () => undefined }
    await expect(settle(deaf, writersOf(mac), blue, begin())).rejects.toThrow('this still differs: blue light')
  })

  it('succeeds as waiting where a person is needed, and a waiting resource is no diff', async () => {
    const mac = new FakeMac('a')
    const purple = { ...blue, colour: 'purple' }
    const outputs = await settle(lamp, writersOf(mac), purple, begin())
    expect(outputs.ready).toMatchObject({ state: 'waiting', reason: 'purple light' })
    expect(outputs.workOrders).toHaveLength(1)
    expect(mac.told).not.toContain('light')
    expect(differences(lamp, outputs, purple.needs, purple)).toEqual([])
  })

  it('waits with what it builds on, and goes on when that becomes ready', async () => {
    const mac = new FakeMac('a')
    const blocked = { ...blue, needs: [waiting] }
    const outputs = await settle(lamp, writersOf(mac), blocked, begin())
    expect(outputs.ready).toMatchObject({ state: 'waiting', reason: waiting.reason })
    expect(mac.told).toEqual([])
    expect(differences(lamp, outputs, blocked.needs, blocked)).toEqual([])
    const free = { ...blue, needs: [{ ...waiting, state: 'ready' as const, reason: '' }] }
    expect(differences(lamp, outputs, blocked.needs, free).map(({ path }) => path)).toContain('needs')
  })

  it('calls an optional Mac that does not answer away: no diff, and its dependents are away with the reason', async () => {
    const mac = new FakeMac('a')
    const last = await settle(lamp, writersOf(mac), blue, begin())
    mac.ails = 'unreachable'
    const optional = { ...writersOf(mac), optional: ['a'] }
    const outputs = await settle(lamp, optional, blue, begin({ last }))
    expect(outputs.ready).toMatchObject({ state: 'away', generation: last.ready.generation })
    expect(differences(lamp, outputs, [], blue)).toEqual([])
    const dependent = await settle(lamp, optional, { ...blue, needs: [outputs.ready] }, begin({ last }))
    expect(dependent.ready).toMatchObject({ state: 'away', reason: outputs.ready.reason })
    mac.ails = null
    expect((await settle(lamp, optional, blue, begin({ last: outputs }))).ready.state).toBe('ready')
  })

  it('does not fail over what it would recover on a Mac that does not answer', async () => {
    const mac = new FakeMac('a')
    mac.ails = 'unreachable'
    const recovering = { ...lamp, recover: async () => void (await writersOf(mac).of('a').ask(state)) }
    expect((await settle(recovering, writersOf(mac), blue, begin())).ready.state).toBe('unreachable')
  })

  it('does not excuse an optional Mac that shows another host key', async () => {
    const mac = new FakeMac('a')
    mac.ails = 'identity'
    const outputs = await settle(lamp, { ...writersOf(mac), optional: ['a'] }, blue, begin())
    expect(outputs.ready.state).toBe('unreachable')
  })

  it('keeps the last outputs of an unreachable Mac, marks them, and counts that as a diff', async () => {
    const mac = new FakeMac('a')
    const last = await settle(lamp, writersOf(mac), blue, begin())
    mac.ails = 'unreachable'
    const outputs = await settle(lamp, writersOf(mac), blue, begin({ last }))
    expect(outputs.observed).toEqual({ colour: 'blue' })
    expect(outputs.ready).toMatchObject({ state: 'unreachable', generation: last.ready.generation })
    expect(differences(lamp, outputs, blue.needs, blue)).toHaveLength(1)
  })

  it('lets a Mac stop what is undeclared itself, and disturbs nobody who stands on it', async () => {
    const mac = new FakeMac('a')
    const quiesced: string[] = []
    const asMac = { ...lamp, name: 'Mac' as const }
    const first = await settle(asMac, writersOf(mac), blue, begin())
    mac.state = { colour: 'off' }
    const stopping = {
      ...asMac,
      diff: (inputs: Lamp, seen: LampSeen) =>
        lamp.diff(inputs, seen).map((each) => ({ ...each, risk: 'restarts ranks' as const })),
    }
    const second = await settle(
      stopping,
      writersOf(mac),
      blue,
      begin({ quiesce: async () => void quiesced.push('all') }),
    )
    expect(quiesced).toEqual([])
    expect(second.ready.generation).toBe(first.ready.generation)
  })

  it('quiesces before a change that drops traffic, and its generation changes so that dependents restart', async () => {
    const mac = new FakeMac('a')
    const red = { ...blue, colour: 'red' }
    const order: string[] = []
    const quiesce = async () => void order.push(`quiesce before ${String(mac.state['colour'])}`)
    const first = await settle(lamp, writersOf(mac), red, begin({ quiesce }))
    mac.state = { colour: 'grey' }
    const second = await settle(lamp, writersOf(mac), red, begin({ quiesce }))
    expect(order).toEqual(['quiesce before undefined', 'quiesce before grey'])
    expect(second.ready.generation).not.toBe(first.ready.generation)
  })

  it('writes nothing in a preview', async () => {
    const mac = new FakeMac('a')
    const { changes } = await look(lamp, writersOf(mac), blue, null)
    expect(changes.map(({ what }) => what)).toEqual(['blue light'])
    expect(mac.told).toEqual([])
  })

  it('writes nothing once it was cancelled', async () => {
    const mac = new FakeMac('a')
    const checkpoint = () => {
      throw new Error('cancelled')
    }
    await expect(settle(lamp, writersOf(mac), blue, begin({ checkpoint }))).rejects.toThrow('cancelled')
    expect(mac.told).toEqual([])
  })
})

describe('release', () => {
  it('gives the Mac back and removes the claim; a second release succeeds', async () => {
    const mac = new FakeMac('a')
    await settle(lamp, writersOf(mac), blue, begin())
    await release(lamp, writersOf(mac), blue, { colour: 'blue' }, { urn: 'urn:one', gone: [] })
    expect(mac.state['colour']).toBe('off')
    expect(mac.facts).toEqual({})
    await release(lamp, writersOf(mac), blue, { colour: 'blue' }, { urn: 'urn:one', gone: [] })
    expect(mac.state['colour']).toBe('off')
  })

  it.each(['unreachable', 'precondition', 'remote-failed'] as const)(
    'is not held up by a Mac of the lab that it never stood on and that is %s',
    async (trouble) => {
      const [mac, other] = [new FakeMac('a'), new FakeMac('b')]
      await settle(lamp, writersOf(mac), blue, begin())
      other.ails = trouble
      await release(lamp, writersOf(mac, other), blue, { colour: 'blue' }, { urn: 'urn:one', gone: [] })
      expect(mac.facts).toEqual({})
    },
  )

  it('tells nothing when a renamed resource has taken the claim over', async () => {
    const mac = new FakeMac('a')
    await settle(lamp, writersOf(mac), blue, begin())
    await settle(lamp, writersOf(mac), blue, begin({ urn: 'urn:two' }))
    mac.told.length = 0
    await release(lamp, writersOf(mac), blue, { colour: 'blue' }, { urn: 'urn:one', gone: [] })
    expect(mac.told).toEqual([])
    expect(mac.state['colour']).toBe('blue')
  })
})

describe('refresh', () => {
  it('calls a resource gone only when nothing of ours is left on its Macs', async () => {
    const mac = new FakeMac('a')
    await settle(lamp, writersOf(mac), blue, begin())
    mac.facts['found/colour'] = 'off'
    delete mac.facts['claims/Lamp+a']
    expect((await read(lamp, writersOf(mac), 'Lamp/a', blue, null)).gone).toBe(false)
    delete mac.facts['found/colour']
    expect((await read(lamp, writersOf(mac), 'Lamp/a', blue, null)).gone).toBe(true)
  })

  it('shows drift in the keys that the inputs had', async () => {
    const mac = new FakeMac('a')
    await settle(lamp, writersOf(mac), blue, begin())
    mac.state = { colour: 'grey' }
    const result = await read(lamp, writersOf(mac), 'Lamp/a', blue, null)
    expect(result.gone === false && result.inputs).toEqual({ ...blue, colour: 'grey' })
  })

  it('touches nothing on a Mac with a record that a newer macloom wrote, and says so', async () => {
    const mac = new FakeMac('a')
    mac.record = () => ({ version: 99, facts: { version: '99' } })
    const { ready } = await settle(lamp, writersOf(mac), blue, begin())
    expect(ready.state).toBe('unreachable')
    expect(ready.reason).toMatch(/written by a newer macloom .*Update macloom/)
    expect(mac.told).toEqual([])
  })

  it('takes the claim over from the old name while it waits, so that a renamed thing is not given back', async () => {
    const mac = new FakeMac('a')
    await settle(lamp, writersOf(mac), blue, begin())
    mac.told.length = 0
    const held = await settle(lamp, writersOf(mac), { ...blue, needs: [waiting] }, begin({ urn: 'urn:two' }))
    expect(held.ready.state).toBe('waiting')
    expect(mac.told).toEqual(['take over the claim of Lamp/a'])
    await release(lamp, writersOf(mac), blue, { colour: 'blue' }, { urn: 'urn:one', gone: [] })
    expect(mac.state['colour']).toBe('blue')
  })

  it('does not believe a change that the second look cannot see', async () => {
    const mac = new FakeMac('a')
    mac.beforeTell = (tell) => {
      if (tell.what === 'light') mac.state['colour'] = 'none'
    }
    const blind: Kind<Lamp, LampSeen> = {
      ...lamp,
      doubts: (_inputs, { colour }) => (colour === 'blue' ? ['colour: no answer within 15 s'] : []),
    }
    await expect(settle(blind, writersOf(mac), blue, begin())).rejects.toThrow('no answer within 15 s')
    expect(Object.keys(mac.facts)).toContain('operations/Lamp+a')
  })

  it('keeps what waited for a person while a Mac does not answer, and says nothing of old reasons', async () => {
    const mac = new FakeMac('a')
    const purple = { ...blue, colour: 'purple' }
    const last = await settle(lamp, writersOf(mac), purple, begin())
    const gone: Ready = { state: 'unreachable', reason: 'a showed another host key', generation: 'x' }
    const back = await read(lamp, writersOf(mac), 'Lamp/a', { ...purple, needs: [gone] }, last)
    expect(back.gone === false && back.warning).toBeNull()
    mac.ails = 'unreachable'
    const { outputs } = await look(lamp, writersOf(mac), purple, last)
    expect([outputs.ready.state, outputs.workOrders]).toEqual(['unreachable', last.workOrders])
  })
})
