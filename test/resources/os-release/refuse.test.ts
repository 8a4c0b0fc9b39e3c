import { describe, expect, it, test } from 'vitest'
import { diff } from '../../../src/resources/os-release/diff.js'
import type { OsReleaseInputs } from '../../../src/resources/os-release/inputs.js'
import type { OsReleaseObserved } from '../../../src/resources/os-release/outputs.js'
import { refuse } from '../../../src/resources/os-release/refuse.js'
import { declared, OLD, OFFERS, seen, TOOLS } from './cases.js'

function refusal(inputs: OsReleaseInputs, observed: OsReleaseObserved): string {
  try {
    refuse(inputs, observed, diff(inputs, observed))
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('before the first restart', () => {
  test.each<[string, Partial<typeof TOOLS>, Partial<OsReleaseObserved>, object, RegExp]>([
    ['a Mac that lacks nothing', {}, {}, {}, /^$/],
    ['FileVault that one restart gets through', {}, { fileVault: 'on' }, {}, /^$/],
    [
      'FileVault with a person who unlocks it',
      { restartsUnlocked: false },
      { fileVault: 'on' },
      { unlock: 'person' },
      /^$/,
    ],
    [
      'FileVault and no way to unlock it',
      { restartsUnlocked: false },
      { fileVault: 'on' },
      {},
      /FileVault would lock it.*unlock: person/,
    ],
    ['FileVault that is converting', {}, { fileVault: 'converting' }, {}, /FileVault would lock it/],
    [
      'too little space, with the sum',
      { freeGb: 9 },
      {},
      {},
      /9 GB free and needs 23 GB \(3 GB to download \+ 20 GB to unpack it\): 14 GB too little.*Free 14 GB/,
    ],
    ['a laptop on its battery', { onBattery: true }, {}, {}, /it runs on its battery.*Connect its charger/],
    ['no password', { password: 'missing' }, {}, {}, /MACLOOM_OWNER is not set/],
    ['a user who owns nothing', { owners: ['boss'] }, {}, {}, /admin does not own its volume \(boss does\)/],
    [
      'a build that is not offered',
      { offers: OFFERS.slice(0, 1) },
      {},
      {},
      /build 25C56 is not offered to it \(there is `macOS 27-26A428`\)/,
    ],
    ['no update server', { offers: 'no server' }, {}, {}, /its Apple update server cannot be reached/],
    [
      'an older build',
      {},
      { macos: { version: '26.6', build: '25G72' } },
      {},
      /25C56 is older.*macloom erases nothing/,
    ],
  ])('%s', (_, tools, more, extra, said) => {
    expect(refusal(declared(extra), seen(tools, more))).toMatch(said)
  })

  it('all that stands against it is said at once', () => {
    const said = refusal(declared(), seen({ password: 'missing', freeGb: 1, onBattery: true }))
    expect(said).toMatch(/MACLOOM_OWNER.*GB too little; it runs on its battery\. No Mac was restarted/)
  })

  it('a later Mac of the rollout stops the first one, by name; one that is silent does not', () => {
    const { macos, fileVault, way } = seen({ onBattery: true })
    const others = { laptop: { macos, fileVault, way }, away: { unknown: 'no answer' } }
    expect(refusal(declared(), seen({}, { others }))).toMatch(
      /^a: bring macOS to build 25C56: laptop: it runs on its battery/,
    )
  })

  it('a later Mac that is right already, or waits for a person, stops nobody', () => {
    const done = { macos: { version: '26.2', build: '25C56' }, fileVault: 'on' as const, way: null }
    const managed = { macos: OLD, fileVault: 'on' as const, way: { managedBy: 'mdm', tools: { ...TOOLS, freeGb: 0 } } }
    expect(refusal(declared(), seen({}, { others: { done, managed } }))).toBe('')
  })
})
