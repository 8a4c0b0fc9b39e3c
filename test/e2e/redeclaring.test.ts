import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { makeHollowModel } from '../../src/cli/demo/hollow-model.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rankLabel } from '../../src/resources/labels.js'
import { freePort } from '../free-port.js'
import { PAIR } from '../sim/lab.js'
import { complete, lock } from './models.js'
import { TestLab } from './test-lab.js'

const MACS = ['studio-1', 'studio-2'] as const
const STAND_IN = ' (a stand-in rank answers, not MLX)'

describe('a deployment that is declared otherwise', () => {
  let lab: TestLab
  let body: (macs: readonly string[], port: number) => Record<string, unknown>
  let port: number
  let found: string

  beforeAll(async () => {
    lab = await TestLab.start({
      world: PAIR,
    })
    const folder = makeHollowModel(join(lab.folder, 'tiny'))
    port = await freePort()
    body = (macs, at) => ({
      ...{ fabric: { subnet: '127.77.0.0/16' }, models: { tiny: { folder } } },
      links: ['studio-1:2 <-> studio-2:2'],
      deployments: {
        chat: { model: 'tiny', macs, backend: 'ring', context: 512, standIn: true, port: at, ringPort: 41_700 },
      },
    })
    found = lab.settings('studio-2')
    lab.writeLab(body(MACS, port))
    await lock(lab)
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
  })
  afterAll(() => lab.stop())

  const loaded = () => MACS.filter((mac) => rankLabel('chat') in (lab.sim.world().macs[mac]?.jobs ?? {}))
  const endpoint = async () => ((await lab.outputs())['endpoints'] as Record<string, string>)['chat'] ?? ''

  it('another port of a deployment reaches its group', async () => {
    port = await freePort()
    lab.writeLab(body(MACS, port))
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(await endpoint()).toContain(`:${port}/`)
    expect(await complete(await endpoint())).toBe(STAND_IN)
  })

  it('a Mac that leaves a deployment is given back in the same up, and the group goes on without it', async () => {
    lab.writeLab(body(['studio-1'], port))
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(loaded()).toEqual(['studio-1'])
    const held = ['jobs/chat', 'run/chat', 'models/tiny', 'claims/ShardDeployment+chat', 'claims/ModelFiles+tiny']
    for (const path of held) expect(existsSync(lab.ours('studio-2', path)), path).toBe(false)
    expect(await complete(await endpoint())).toBe(STAND_IN)
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })

  it('a Mac that leaves the lab is given back as it was found by the next up, and can then go from the file', async () => {
    const { links: _, ...rest } = body(['studio-1'], port)
    lab.writeLab({ ...body(['studio-1'], port), leaving: ['studio-2'] })
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(lab.changed('studio-2', found)).toEqual([])
    lab.writeLab(rest, lab.stack, ['studio-1'])
    const without = await lab.up()
    expect(without.exit, without.text).toBe(0)
    expect(await complete(await endpoint())).toBe(STAND_IN)
  })

  it('a Mac that is only taken out of the file is not given back, and the run says what to write', async () => {
    lab.writeLab({ fabric: { subnet: '127.77.0.0/16' } })
    expect((await lab.up()).exit).toBe(0)
    lab.writeLab({}, lab.stack, ['studio-1'])
    const up = await lab.up()
    expect(up.exit).not.toBe(0)
    expect(up.text).toContain('under `leaving:`')
  })
})
