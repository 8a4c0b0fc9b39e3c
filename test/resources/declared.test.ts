import { describe, expect, it } from 'vitest'
import { declaredInputs, withDeclared } from '../../src/resources/declared.js'
import { osSettings } from '../../src/resources/os-settings/os-settings.js'
import type { OsSettingsObserved } from '../../src/resources/os-settings/outputs.js'
import type { Outputs } from '../../src/resources/words.js'
import type { CommonInputs, Kind } from '../../src/resources/kind.js'

const kind = osSettings as unknown as Kind<CommonInputs, unknown>
const declared = osSettings.inputs.parse({ mac: 'a', sleep: 'never', computerName: 'rank-zero' })
const observed = { ...nothing(), sleep: 7, computerName: 'somebody' }
const outputs: Outputs<unknown> = {
  ...{ schema: 1, observed, claimed: true, workOrders: [], findings: [] },
  ready: { state: 'ready', reason: '', generation: 'g' },
}
const stored = withDeclared(declared, outputs) as Record<string, unknown>
const asFound = osSettings.mirror(declared, observed) as unknown as Record<string, unknown>

describe('the inputs that a refresh and a destroy go by', () => {
  it('are the declared ones although the state shows what the Macs have', () => {
    expect(asFound).toMatchObject({ sleep: 7, computerName: 'somebody' })
    expect(declaredInputs(kind, asFound, stored, observed)).toEqual(declared)
  })

  it('are the newest ones of the program where those were stored without an update', () => {
    const newer = { ...declared, sleep: 20 }
    expect(declaredInputs(kind, newer, stored, observed)).toEqual(newer)
  })

  it('keep the readiness that is stored with the inputs', () => {
    const needs = [{ state: 'ready', reason: '', generation: 'other' }]
    expect(declaredInputs(kind, { ...asFound, needs }, stored, observed)).toEqual({ ...declared, needs })
  })

  it('are those of the state when the outputs come from a version that kept none', () => {
    expect(declaredInputs(kind, asFound, { ...outputs }, observed)).toEqual(asFound)
  })
})

function nothing(): OsSettingsObserved {
  const unread = { unknown: 'not asked' }
  const keys = Object.keys((osSettings.observed as unknown as { shape: object }).shape)
  return Object.fromEntries(keys.map((key) => [key, unread])) as unknown as OsSettingsObserved
}
