import { describe, expect, it } from 'vitest'
import { readConfiguration } from '../../src/provider/configuration.js'
import { grpcError, initFailed } from '../../src/provider/errors.js'
import { MacTrouble } from '../../src/command/errors.js'
import { fromStruct, hasUnknown, toStruct, UNKNOWN, unknownAt } from '../../src/provider/values.js'

describe('values on the wire', () => {
  it('unwraps secrets, also inside lists', () => {
    const secret = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', value: 'hush' }
    expect(fromStruct(toStruct({ list: [secret] }))).toEqual({ list: ['hush'] })
  })

  it('keeps what is not known yet apart from every value', () => {
    expect(hasUnknown({ needs: [{ state: UNKNOWN }] })).toBe(true)
    expect(hasUnknown({ needs: [{ state: 'ready' }] })).toBe(false)
  })

  it('knows that everything below an unknown is unknown', () => {
    expect(unknownAt({ needs: UNKNOWN }, ['needs', 0, 'state'])).toBe(true)
    expect(unknownAt({ needs: [], mac: 'a' }, ['mac'])).toBe(false)
  })
})

describe('errors on the wire', () => {
  it('are never UNKNOWN, which the engine reads as a corrupt state', () => {
    expect(grpcError(new TypeError('x is not a function')).code).not.toBe(2)
    expect(grpcError(new MacTrouble('unreachable', { mac: 'a', doing: 'connect', seen: 'refused' })).code).toBe(14)
  })

  it('carry the half-done resource in the status details', () => {
    const failure = initFailed({
      id: 'Mac/a',
      reasons: ['disk full'],
      outputs: { claimed: true },
      inputs: { mac: 'a' },
    })
    expect(failure.metadata?.get('grpc-status-details-bin')).toHaveLength(1)
  })
})

describe('the provider configuration', () => {
  it('refuses a Mac without a pinned host key, and says how to get one', () => {
    const connections = JSON.stringify({ a: { address: 'a.local', hostKey: 'any' } })
    expect(() => readConfiguration({ connections })).toThrow('macloom keys')
  })

  it('refuses a table that is no JSON, naming the key', () => {
    expect(() => readConfiguration({ connections: '{' })).toThrow('macloom:connections')
  })
})
