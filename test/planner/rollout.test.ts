import { describe, expect, it } from 'vitest'
import { plan, planWithoutLock } from '../../src/planner/plan-lab.js'
import type { PlannedResource } from '../../src/planner/plan.js'
import { planText } from '../../src/report/plan.js'
import { labOf, lockOf, RUNTIME } from './labs.js'

const MACS = ['a', 'b', 'c', 'd']
const LINKS = 'links: [a:1 <-> b:1, c:1 <-> d:1]\nrdma: enabled\n'
const GROUPS = [
  'deployments:',
  '  first: { model: m, macs: [a, b], backend: ring }',
  '  second: { model: m, macs: [c, d], backend: ring, port: 8081, ringPort: 33000 }',
].join('\n')
const lab = (os: string) => labOf(MACS, `os: { ${os} }\n${LINKS}${RUNTIME}${GROUPS}\n`)

const releases = (resources: readonly PlannedResource[]) =>
  resources.flatMap((one) => (one.kind === 'OsRelease' ? [one] : []))

describe('macOS as a rollout', () => {
  const made = plan(lab('build: "25C56"'), lockOf())
  const [a, b, c] = releases(made.resources)

  it('is one resource for each Mac, with a wave of its own where nothing else is said', () => {
    expect(releases(made.resources).map(({ inputs }) => [inputs.mac, inputs.wave])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', 4],
    ])
    expect(a?.inputs).toMatchObject({ build: '25C56', driver: 'auto', rollout: MACS })
    expect(a?.inputs).not.toHaveProperty('minimum')
  })

  it('lets a wave begin only after all that verifies the Macs of every earlier wave', () => {
    expect(a?.after).toEqual([])
    expect(b?.after).toEqual(['a-macos', 'a-settings', 'a-fabric', 'a-rdma'])
    expect(c?.after).toEqual([...(b?.after ?? []), 'b-macos', 'b-settings', 'b-fabric', 'b-rdma', 'first'])
  })

  it('puts everything else of a Mac behind its macOS, RDMA too, and files before it', () => {
    const needs = Object.fromEntries(made.resources.map((one) => [one.name, one.needs]))
    expect(needs).toMatchObject({
      'a-macos': ['a', 'm-files'],
      'a-settings': ['a-macos'],
      'a-fabric': ['a-macos'],
      'a-rdma': ['a-macos'],
      'a-mlx': ['a-macos'],
      'm-files': MACS,
    })
  })

  it('has no circle: every resource comes after what it takes the readiness of', () => {
    const seen = new Set<string>()
    for (const one of made.resources) {
      const edges = one.kind === 'OsRelease' ? [...one.needs, ...one.after] : one.needs
      for (const edge of edges) expect(seen, `${one.name} after ${edge}`).toContain(edge)
      seen.add(one.name)
    }
    expect(seen.size).toBe(made.resources.length)
  })

  it('does not let the Mac itself refuse what its macOS is about to mend', () => {
    const gates = made.resources.filter(({ kind }) => kind === 'Mac')
    for (const { inputs } of gates) expect(inputs).not.toHaveProperty('minimumMacos')
    const gate = plan(labOf(['a'], 'os: { minimum: "26.4" }\n'), null)
    expect(gate.resources.map(({ kind }) => kind)).toEqual(['Mac', 'OsSettings'])
    expect(gate.resources[0]?.inputs).toMatchObject({ minimumMacos: '26.4' })
    expect(gate.rollout).toBeNull()
  })

  it('puts Macs together as the lab file says, and the others behind them', () => {
    const { resources } = plan(lab('build: "25C56", waves: [[d]], waveSize: 2'), lockOf())
    const waves = releases(resources).map(({ inputs }) => `${inputs.mac}${inputs.wave}`)
    expect(waves.sort()).toEqual(['a2', 'b2', 'c3', 'd1'])
  })

  it('says in the plan who restarts when, what stops meanwhile and what goes on serving', () => {
    const text = planText(made)
    expect(text).toMatch(/^macOS: build 25C56 by whoever may install it.*\nsigned by nobody$/m)
    const owner = '{ user: admin, passwordFrom: MACLOOM_OWNER }'
    const signed = planText(plan(lab(`build: "25C56", volumeOwner: ${owner}`), lockOf()))
    expect(signed).toContain('signed by admin (password: MACLOOM_OWNER in the environment)')
    expect(text).toMatch(/^1 +a +first +second$/m)
    expect(text).toMatch(/^3 +c +second +first$/m)
  })

  it('is planned before the first lock as far as it goes', () => {
    const bare = labOf(MACS, `os: { driver: manual }\n${LINKS}${RUNTIME}${GROUPS}\n`)
    expect(releases(planWithoutLock(bare).resources)[0]).toMatchObject({ needs: ['a'], inputs: { minimum: '26.2' } })
  })
})
