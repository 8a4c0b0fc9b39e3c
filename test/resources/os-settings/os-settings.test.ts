import { describe, expect, it } from 'vitest'
import type { OsSettingsInputs } from '../../../src/resources/os-settings/inputs.js'
import { osSettings } from '../../../src/resources/os-settings/os-settings.js'
import type { OsSettingsObserved } from '../../../src/resources/os-settings/outputs.js'
import { reserveMb } from '../../../src/resources/os-settings/refuse.js'

const GIB = 1024

const DECLARED: OsSettingsInputs = {
  needs: [],
  mac: 'studio-1',
  sleep: 'never',
  displaySleep: 10,
  diskSleep: 'never',
  restartAfterPowerLoss: true,
  wakeOnNetwork: true,
  automaticUpdates: false,
  computerName: 'studio-1',
  wiredLimitMb: 448 * GIB,
}

const SEEN: OsSettingsObserved = {
  sleep: 'never',
  displaySleep: 10,
  diskSleep: 'never',
  restartAfterPowerLoss: true,
  wakeOnNetwork: true,
  automaticUpdates: false,
  computerName: 'studio-1',
  wiredLimitMb: 448 * GIB,
  sleepWhenClosed: null,
  wiredLimitAtBootMb: 448 * GIB,
  memoryBytes: 512 * 2 ** 30,
  recorded: {},
}

describe('the settings of a Mac', () => {
  it.each<[string, Partial<OsSettingsObserved>, Partial<OsSettingsInputs>, [string, unknown, unknown][]]>([
    ['nothing when all is as declared', {}, {}, []],
    ['sleep that somebody switched on', { sleep: 1 }, {}, [['sleep', 1, 'never']]],
    ['another number of minutes', { displaySleep: 'never' }, {}, [['displaySleep', 'never', 10]]],
    ['automatic updates', { automaticUpdates: true }, {}, [['automaticUpdates', true, false]]],
    ['a limit that is gone after a reboot', { wiredLimitMb: 0 }, {}, [['wiredLimitMb', 0, 448 * GIB]]],
    ['a limit without its job', { wiredLimitAtBootMb: null }, {}, [['wiredLimitAtBootMb', null, 448 * GIB]]],
    [
      'a job where the rule of macOS is declared',
      { wiredLimitMb: 0 },
      { wiredLimitMb: 0 },
      [['wiredLimitAtBootMb', 448 * GIB, null]],
    ],
    ['nothing for a setting that this model does not have', { restartAfterPowerLoss: null }, {}, []],
    ['nothing for a setting that could not be read', { sleep: { unknown: 'odd' } }, {}, []],
  ])('change by %s', (_name, seen, declared, expected) => {
    const changes = osSettings.diff({ ...DECLARED, ...declared }, { ...SEEN, ...seen })
    expect(changes.map(({ path, from, to }) => [path, from, to])).toEqual(expected)
    expect(changes.every(({ risk }) => risk === 'safe')).toBe(true)
  })

  it('are compared only where the lab declares them', () => {
    const other = { ...SEEN, sleep: 5, computerName: 'Mine', wiredLimitMb: 7 } as const
    expect(osSettings.diff({ needs: [], mac: 'studio-1' }, other)).toEqual([])
  })

  it('say so when a declared one does not exist on this model', () => {
    const findings = osSettings.findings(DECLARED, { ...SEEN, restartAfterPowerLoss: null })
    expect(findings).toMatchObject([
      { danger: 'warning', what: expect.stringContaining('restartAfterPowerLoss') as string },
    ])
  })

  it('are in doubt only where a declared one could not be read', () => {
    const seen = { ...SEEN, sleep: { unknown: 'odd' }, computerName: { unknown: 'odd' } }
    expect(osSettings.doubts?.({ needs: [], mac: 'studio-1', sleep: 'never' }, seen)).toEqual(['sleep: odd'])
  })

  it('show a limit that the next boot would lose as drift', () => {
    expect(osSettings.mirror(DECLARED, { ...SEEN, wiredLimitAtBootMb: null })).toMatchObject({ wiredLimitMb: 0 })
    expect(osSettings.mirror(DECLARED, { ...SEEN, wiredLimitMb: 5 })).toMatchObject({ wiredLimitMb: 5 })
    expect(osSettings.mirror(DECLARED, SEEN)).toEqual(DECLARED)
  })

  it('refuse a limit that leaves macOS too little, with the arithmetic', () => {
    const inputs = { ...DECLARED, wiredLimitMb: 500 * GIB }
    const refuse = () => osSettings.refuse?.(inputs, SEEN, osSettings.diff(inputs, SEEN))
    expect(refuse).toThrow(/512000 MiB declared, but 524288 MiB of memory - 26214 MiB for macOS = 498074 MiB/)
  })

  it.each([
    [512, 26214],
    [128, 8192],
    [64, 8192],
    [8, 4096],
  ])('leave macOS of a Mac with %i GiB at least %i MiB', (gib, mb) => {
    expect(reserveMb(gib * GIB)).toBe(mb)
  })
})
