import { describe, expect, it } from 'vitest'
import { older } from '../../../src/resources/os-release/builds.js'
import type { MacInputs } from '../../../src/resources/mac/inputs.js'
import { mac } from '../../../src/resources/mac/mac.js'
import type { MacObserved } from '../../../src/resources/mac/outputs.js'
import { DECLARED, SEEN } from './cases.js'

const judge = (seen: Partial<MacObserved>, declared: Partial<MacInputs> = {}) => {
  const inputs = { ...DECLARED, ...declared }
  const observed = { ...SEEN, ...seen }
  const changes = mac.diff(inputs, observed)
  return { inputs, observed, changes, refuse: () => mac.refuse?.(inputs, observed, changes) }
}

describe('the gate of a Mac', () => {
  it('lets the declared Mac through', () => {
    const { changes, refuse } = judge({})
    expect(changes).toEqual([])
    expect(refuse).not.toThrow()
  })

  it.each<[string, Partial<MacObserved>, Partial<MacInputs>, string, RegExp]>([
    ['another serial number', { serial: 'OTHER' }, {}, 'identity', /serial is OTHER, declared is C07DESK00001/],
    ['another model', { model: 'Mac16,9' }, {}, 'identity', /model is Mac16,9/],
    ['another chip', { chip: 'Apple M4 Max' }, {}, 'identity', /chip is Apple M4 Max/],
    ['less memory', { memoryBytes: 96 * 2 ** 30 }, {}, 'identity', /memory is 96 GB, declared is 512 GB/],
    ['a macOS that is too old', { macos: { version: '26.1', build: '25B78' } }, {}, 'precondition', /26\.2 or later/],
    ['another build', {}, { build: '25C56' }, 'precondition', /25G72, declared is build 25C56/],
    ['a Mac of another lab', { claim: { lab: 'attic', since: 'May' } }, {}, 'precondition', /attic owns it since May/],
    [
      'a Mac of another lab than the one to take over from',
      { claim: { lab: 'attic', since: 'May' } },
      { takeOver: 'cellar' },
      'precondition',
      /takeOver: attic/,
    ],
  ])('refuses %s before any write', (_name, seen, declared, trouble, sentence) => {
    const { changes, refuse } = judge(seen, declared)
    expect(changes).not.toEqual([])
    expect(refuse).toThrow(expect.objectContaining({ trouble, message: expect.stringMatching(sentence) as string }))
    expect(refuse).toThrow(/Nothing was written to it/)
  })

  it('takes a Mac over from the lab that is named in words', () => {
    const { changes, refuse } = judge({ claim: { lab: 'attic', since: 'May' } }, { takeOver: 'attic' })
    expect(changes).toMatchObject([{ path: 'lab', from: 'attic', to: 'desk', risk: 'safe' }])
    expect(refuse).not.toThrow()
  })

  it('does not refuse by what the lab does not declare', () => {
    const { needs, lab, mac: name, claims } = DECLARED
    const seen = { ...SEEN, serial: 'OTHER', model: 'Mac16,9' }
    expect(mac.diff({ needs, lab, mac: name, claims }, seen)).toEqual([])
  })
})

describe('what a Mac has to change', () => {
  it('claims a Mac that nobody owns', () => {
    expect(judge({ claim: null }).changes).toMatchObject([{ path: 'lab', from: null, to: 'desk' }])
  })

  it('stops a group of ours that the lab no longer declares, and no declared one', () => {
    const { changes } = judge({ deployments: ['kimi', 'qwen'] })
    expect(changes).toMatchObject([{ path: 'deployments.qwen', to: 'stopped', risk: 'restarts ranks' }])
  })

  it('judges no group when the program does not say which ones it declares', () => {
    const { claims: _, ...bare } = DECLARED
    const seen = { ...SEEN, deployments: ['kimi', 'qwen'] }
    expect(mac.diff(bare, seen)).toEqual([])
    expect(mac.mirror(bare, seen)).toEqual(bare)
    expect(mac.inputs.parse({ lab: 'desk', mac: 'studio-1' })).toEqual({ needs: [], lab: 'desk', mac: 'studio-1' })
  })

  it('is held up by what it judges and could not read, and by nothing else', () => {
    const why = { unknown: 'launchctl: expected a block of services' }
    const doubts = (seen: Partial<MacObserved>) => mac.doubts?.(DECLARED, { ...SEEN, ...seen })
    expect(doubts({ deployments: why })).toEqual(['deployments: launchctl: expected a block of services'])
    expect(doubts({ serial: why, macos: why })).toHaveLength(2)
    expect(doubts({ fileVault: why, bootTime: why, foreign: why })).toEqual([])
  })

  it('shows a Mac as it is in a preview', () => {
    const seen = { ...SEEN, claim: null, memoryBytes: 96 * 2 ** 30, deployments: ['kimi', 'qwen'] }
    expect(mac.mirror(DECLARED, seen)).toEqual({
      ...DECLARED,
      lab: '',
      memoryBytes: 96 * 2 ** 30,
      claims: ['ShardDeployment/kimi', 'ShardDeployment/qwen'],
    })
  })
})

describe('findings of a Mac', () => {
  it.each<[string, Partial<MacObserved>, string, RegExp]>([
    ['another tool that undoes addresses', { foreign: ['io.exo.networksetup'] }, 'danger', /io\.exo\.networksetup/],
    ['FileVault', { fileVault: 'on' }, 'note', /after a restart this Mac stays locked/],
    ['a fact that could not be read', { chip: { unknown: 'odd' } }, 'warning', /chip could not be read/],
  ])('names %s', (_name, seen, danger, what) => {
    const findings = mac.findings(DECLARED, { ...SEEN, ...seen })
    expect(findings).toMatchObject([{ mac: 'studio-1', danger, what: expect.stringMatching(what) as string }])
  })

  it('puts the most dangerous first', () => {
    const seen = { ...SEEN, fileVault: 'on', foreign: ['io.exo.networksetup'], chip: { unknown: 'odd' } } as const
    const dangers = mac.findings(DECLARED, { ...seen, foreign: [...seen.foreign] }).map(({ danger }) => danger)
    expect(dangers).toEqual(['danger', 'warning', 'note'])
  })
})

it.each([
  ['26.1', '26.2', true],
  ['26.2', '26.2', false],
  ['26.10', '26.2', false],
  ['26', '26.2', true],
  ['27.0', '26.2', false],
  ['26.2.1', '26.2', false],
])('macOS %s is older than %s: %s', (a, b, expected) => {
  expect(older(a, b)).toBe(expected)
})
