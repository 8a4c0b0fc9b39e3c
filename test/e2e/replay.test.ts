import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeHollowModel } from '../../src/cli/demo/hollow-model.js'
import { recordTo } from '../cli/recorded-lab.js'
import { freePort } from '../free-port.js'
import { PAIR } from '../sim/lab.js'
import { lock } from './models.js'
import { TestLab } from './test-lab.js'

interface Step {
  readonly op: string
  readonly urn: string
  readonly diffReasons?: readonly string[]
  readonly detailedDiff?: object
}

interface Digest {
  readonly steps: readonly Step[]
  readonly changeSummary: Readonly<Record<string, number>>
  readonly diagnostics?: readonly { readonly urn?: string; readonly message?: string; readonly severity?: string }[]
}

describe('the engine over a bundle', () => {
  let lab: TestLab
  let turn = 0
  beforeAll(async () => {
    lab = await TestLab.start({ world: PAIR })
    const folder = makeHollowModel(join(lab.folder, 'tiny'))
    const port = await freePort()
    const group = { model: 'tiny', macs: ['studio-1', 'studio-2'], backend: 'ring', context: 512, standIn: true, port }
    lab.writeLab({
      ...{ links: ['studio-1:2 <-> studio-2:2'], fabric: { subnet: '127.77.0.0/16' }, models: { tiny: { folder } } },
      deployments: { tiny: { ...group, ringPort: 41_700 } },
    })
    await lock(lab)
  })
  afterAll(() => lab.stop())

  /** The steps and everything that is said at their rows, in one order. */
  function digestOf(text: string): object {
    const { steps, changeSummary, diagnostics = [] } = JSON.parse(text) as Digest
    return {
      changeSummary,
      steps: steps
        .map(({ op, urn, diffReasons, detailedDiff }) => ({ op, urn, diffReasons, detailedDiff }))
        .sort(byText),
      said: diagnostics.map(({ urn, message, severity }) => ({ urn, message, severity })).sort(byText),
    }
  }

  async function previewBoth(): Promise<void> {
    const bundle = join(lab.folder, `bundle-${(turn += 1)}`)
    const redact = await recordTo(bundle, lab.project)
    const live = await lab.pulumi.run('preview', '--json')
    const replayed = await lab.on(lab.stack, { MACLOOM_FROM: bundle }).run('preview', '--json')
    expect(live.exit, live.text).toBe(0)
    expect(replayed.exit, replayed.text).toBe(0)
    expect(digestOf(redact(replayed.stdout))).toEqual(digestOf(redact(live.stdout)))
  }

  it('previews a first up as it does on the Macs', previewBoth)

  it('cannot be changed: up says that it is a recording, and nothing is changed', async () => {
    const bundle = join(lab.folder, 'bundle-1')
    const before = lab.sim.world()
    const up = await lab.on(lab.stack, { MACLOOM_FROM: bundle }).run('up', '--yes', '--skip-preview')
    expect(up.exit).not.toBe(0)
    expect(up.text).toMatch(/it is a recording .*can be looked at and not changed.*MACLOOM_FROM/s)
    expect(lab.sim.world()).toEqual(before)
  })

  it('previews what is converged, a serving group among it, as it does on the Macs: nothing to do', async () => {
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    await previewBoth()
    const bundle = join(lab.folder, `bundle-${turn}`)
    const quiet = await lab.on(lab.stack, { MACLOOM_FROM: bundle }).run('preview', '--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })

  it('previews drift as it does on the Macs', async () => {
    await lab.colleague('studio-1', 'sudo -n pmset -a sleep 7')
    await previewBoth()
  })
})

function byText(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}
