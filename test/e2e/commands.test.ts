import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAIR } from '../sim/lab.js'
import { ROOT, TestLab } from './test-lab.js'

const PLUGIN = join(ROOT, 'test/e2e/command-plugin')

/** What the script leaves on its Mac, one word per run. */
const log = (word: string) => `echo ${word} >> "$HOME/runs"`
const SCRIPTS = { create: log('made'), update: log('renewed'), delete: log('undone') }

const LAB = {
  links: ['studio-1:2 <-> studio-2:2'],
  commands: { probe: { on: 'studio-1', after: 'links', ...SCRIPTS } },
}

// The provider of @pulumi/command cannot be had from a package registry, so a strict stand-in of that name runs the lines.
describe('commands of a lab file, by a stand-in of the command provider', () => {
  let lab: TestLab
  let before: string
  beforeAll(async () => {
    lab = await TestLab.start({
      world: { ...PAIR, cables: ['studio-1:2 <-> studio-2:4'] },
      lab: LAB,
      env: { PATH: `${PLUGIN}:${process.env['PATH'] ?? ''}` },
    })
    // As `npm install macloom` would leave it.
    const bin = join(lab.project, 'node_modules', '.bin')
    mkdirSync(bin)
    chmodSync(join(ROOT, 'dist/cli/main.js'), 0o755)
    symlinkSync(join(ROOT, 'dist/cli/main.js'), join(bin, 'macloom'))
    before = lab.settings('studio-1')
  })
  afterAll(() => lab.stop())

  const runs = () => {
    const file = join(lab.sim.directory, 'macs/studio-1/root/Users/admin/runs')
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  }
  const well = async (ran: Promise<{ exit: number; text: string }>) => {
    const { exit, text } = await ran
    expect(exit, text).toBe(0)
    return text
  }

  it('run nothing while their stage waits for a person', async () => {
    await well(lab.up())
    expect(runs()).toEqual([])
    expect((await lab.state())['probe-studio-1']?.outputs['stdout']).toMatch(/^waiting: .*studio-1:2/)
  })

  it('run `create` once the stage is ready, and nothing when nothing has changed', async () => {
    await lab.sim.hands.move('studio-2:4', 'studio-2:2')
    await well(lab.up())
    expect(runs()).toEqual(['made'])
    await well(lab.preview('--expect-no-changes'))
    await well(lab.up())
    expect(runs()).toEqual(['made'])
  })

  it('run nothing again after a spell of waiting', async () => {
    await lab.sim.hands.move('studio-2:2', 'studio-2:4')
    await well(lab.up())
    await lab.sim.hands.move('studio-2:4', 'studio-2:2')
    await well(lab.up())
    expect(runs()).toEqual(['made'])
  })

  it('run `update` when the script has changed', async () => {
    lab.writeLab({ ...LAB, commands: { probe: { ...LAB.commands.probe, create: `${SCRIPTS.create}; true` } } })
    await well(lab.up())
    expect(runs()).toEqual(['made', 'renewed'])
  })

  it('run `delete` before the Macs are given back as they were found', async () => {
    await well(lab.destroy())
    expect(runs()).toEqual(['made', 'renewed', 'undone'])
    await lab.colleague('studio-1', 'rm "$HOME/runs"')
    expect(lab.changed('studio-1', before)).toEqual([])
  })
})
