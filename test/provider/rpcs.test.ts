import { status as code } from '@grpc/grpc-js'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pb } from '../../src/provider/proto.js'
import { UNKNOWN } from '../../src/provider/values.js'
import { PAIR, startBench, type Bench } from '../sim/lab.js'
import { Client, refusal } from './client.js'

const urn = (kind: string, name = 'it') => `urn:pulumi:test::test::macloom:index:${kind}::${name}`
const MAC = { lab: 'bench', mac: 'studio-1', needs: [], claims: [] }
const SETTINGS = { mac: 'studio-1', sleep: 'never', needs: [] }

describe('the provider over gRPC', { timeout: 60_000 }, () => {
  let bench: Bench
  let client: Client
  let connections: string
  const sleep = () => bench.sim.world().macs['studio-1']?.power.ac['sleep']

  beforeAll(async () => {
    bench = await startBench({ ...PAIR, cables: [] })
    const identity = join(bench.folder, 'id')
    const table = Object.entries(bench.sim.macs).map(([name, { address, port, user, hostKey }]) => {
      return [name, { address, port, user, hostKey, identity }] as const
    })
    connections = JSON.stringify(Object.fromEntries(table))
    client = await Client.start()
    await client.configure({ connections })
  })
  afterAll(async () => {
    await client.stop()
    await bench.end()
  })

  it('has every kind in its schema', async () => {
    const { resources } = (await client.schema()) as { resources: object }
    expect(Object.keys(resources)).toContain('macloom:index:ThunderboltLink')
  })

  it('names the property that is wrong, fills in defaults, and judges nothing that is not known yet', async () => {
    const wrong = await client.check(urn('OsSettings'), { ...SETTINGS, sleep: 'sometimes', slep: 1 })
    expect(wrong.failures.join('\n')).toMatch(/sleep: /)
    expect(wrong.failures.join('\n')).toMatch(/slep/)
    const unknown = await client.check(urn('OsSettings'), { mac: 'studio-1', sleep: UNKNOWN })
    expect(unknown.failures).toEqual([])
    expect((await client.check(urn('OsSettings'), { mac: 'studio-1' })).inputs).toEqual({ mac: 'studio-1', needs: [] })
  })

  it('previews a Create without a write, and knows no outputs where something would change', async () => {
    const before = bench.sim.world()
    const { id, outputs } = await client.create(urn('Mac'), MAC, 'as a preview')
    expect(id).toBe('')
    expect(outputs['ready']).toBe(UNKNOWN)
    expect(bench.sim.world()).toEqual(before)
  })

  it('creates under an id that never changes, and asks to be refreshed before every update', async () => {
    expect(await client.create(urn('Mac'), MAC)).toMatchObject({ id: 'Mac/studio-1', refreshed: true })
    const made = await client.create(urn('OsSettings'), SETTINGS)
    expect(made).toMatchObject({ id: 'OsSettings/studio-1', outputs: { ...{ sleep: 'never', claimed: true } } })
    expect(sleep()).toBe('0')
  })

  it('reads drift as what the Mac has, names the property in Diff, and reads the same again after that', async () => {
    const { outputs } = await client.create(urn('OsSettings'), SETTINGS)
    await bench.ssh('studio-1', 'sudo -n pmset -a sleep 7')
    await client.configure({ connections })
    const read = await client.read(urn('OsSettings'), 'OsSettings/studio-1', SETTINGS, outputs)
    expect(read.inputs).toMatchObject({ sleep: 7 })
    const diff = await client.diff(urn('OsSettings'), read.outputs, read.inputs, SETTINGS)
    expect(diff.getChanges()).toBe(pb.DiffResponse.DiffChanges.DIFF_SOME)
    expect(diff.getDiffsList()).toEqual(['sleep'])
    expect(diff.getReplacesList()).toEqual([])
    const again = await client.read(urn('OsSettings'), 'OsSettings/studio-1', read.inputs, read.outputs)
    expect(again.outputs).toEqual(read.outputs)
  })

  it('imports by the id alone', async () => {
    const { inputs, outputs } = await client.read(urn('Mac'), 'Mac/studio-1')
    expect(inputs).toMatchObject({ lab: 'bench', mac: 'studio-1', model: 'Mac15,14' })
    expect(outputs).toMatchObject({ claimed: true, ready: { state: 'ready' } })
  })

  it('never replaces: another address is the same Mac', async () => {
    const diff = await client.diffConfig({ connections: '{}' }, { connections })
    expect(diff.getChanges()).toBe(pb.DiffResponse.DiffChanges.DIFF_SOME)
    expect(diff.getReplacesList()).toEqual([])
  })

  it.each([
    ['a configuration that is no JSON', code.INVALID_ARGUMENT, () => client.configure({ connections: '{' })],
    ['a kind that there is not', code.INVALID_ARGUMENT, () => client.create(urn('Fridge'), {})],
    ['a Mac without a connection', code.INVALID_ARGUMENT, () => client.create(urn('Mac'), { ...MAC, mac: 'other' })],
    ['the wrong Mac', code.FAILED_PRECONDITION, () => client.create(urn('Mac'), { ...MAC, serial: 'OTHER' })],
    ['a Mac of another lab', code.FAILED_PRECONDITION, () => client.create(urn('Mac'), { ...MAC, lab: 'north' })],
    ['an id that nothing has', code.FAILED_PRECONDITION, () => client.read(urn('ModelFiles'), 'ModelFiles/none')],
  ])('refuses %s with a code and a sentence, never UNKNOWN', async (_what, expected, calling) => {
    const refused = await refusal(calling())
    expect(refused.code).toBe(expected)
    expect(refused.details).toMatch(/^[^{]+: .+\.$/s)
    expect(refused.details).not.toContain('defect')
    expect(refused.initFailed).toBeNull()
  })

  it('hands half-done work over as ErrorResourceInitFailed, with what stands and why it stopped', async () => {
    await bench.sim.hands.setFault('studio-1', 'sudo asks', 'yes')
    const refused = await refusal(client.create(urn('OsSettings'), { ...SETTINGS, sleep: 9 }))
    await bench.sim.hands.clearFault('studio-1', 'sudo asks')
    expect(refused.code).toBe(code.FAILED_PRECONDITION)
    expect(refused.initFailed).toMatchObject({ id: 'OsSettings/studio-1', inputs: { sleep: 9 }, outputs: { sleep: 9 } })
    expect(refused.initFailed?.reasons.join()).toContain('macloom sudoers')
  })

  it('gives back what was found, and has nothing to do a second time', async () => {
    const { outputs } = await client.create(urn('OsSettings'), SETTINGS)
    await client.delete(urn('OsSettings'), 'OsSettings/studio-1', outputs, SETTINGS)
    expect(sleep()).not.toBe('0')
    await client.delete(urn('OsSettings'), 'OsSettings/studio-1', outputs, SETTINGS)
  })

  it('begins nothing new once it was cancelled, and says so', async () => {
    await client.cancel()
    const refused = await refusal(client.create(urn('OsSettings'), SETTINGS))
    expect(refused.details).toContain('the run was cancelled')
    expect(sleep()).not.toBe('0')
    await client.configure({ connections })
    expect((await client.create(urn('OsSettings'), SETTINGS)).id).toBe('OsSettings/studio-1')
  })
})
