import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handWritten, TestLab } from './test-lab.js'

const SETTINGS = "{ mac: 'studio-1', sleep: 'never', computerName: 'rank-zero', needs: [mac.ready] }"
const MAC = "{ lab: 'lab', mac: 'studio-1' }"

const before = `
const mac = new macloom.Mac('mac', ${MAC}, options)
new macloom.OsSettings('settings', ${SETTINGS}, options)
`
const renamed = `
const mac = new macloom.Mac('the-mac', ${MAC}, options)
class Shelf extends pulumi.ComponentResource {
  constructor() { super('test:index:Shelf', 'shelf') }
}
new macloom.OsSettings('night', ${SETTINGS}, { ...options, parent: new Shelf() })
`

const imported = `
const mac = new macloom.Mac('the-mac', ${MAC}, { ...options, import: 'Mac/studio-1' })
new macloom.OsSettings('night', ${SETTINGS}, options)
`

describe('a resource under another name, and one that the state does not know', () => {
  let lab: TestLab
  let found: string
  let settled: string

  beforeAll(async () => {
    lab = await TestLab.start({ world: { macs: { 'studio-1': { model: 'Mac15,14' } } } })
    found = lab.settings('studio-1')
    lab.write('main.js', handWritten(lab.connections(), before))
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    settled = lab.settings('studio-1')
  })
  afterAll(() => lab.stop())

  it('a renamed or re-parented resource is Create then Delete: the world is not reverted', async () => {
    lab.watch.forget()
    lab.write('main.js', handWritten(lab.connections(), renamed))
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(lab.watch.told).toEqual([])
    expect(lab.changed('studio-1', settled).filter((line) => !line.includes('claims/'))).toEqual([])
    expect(Object.keys(await lab.state())).toEqual(expect.arrayContaining(['the-mac', 'night']))
    expect(await lab.state()).not.toHaveProperty('settings')
  })

  it('and nothing is left to do after it', async () => {
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })

  it('import gives Read an id and nothing else: a Mac is imported by the option and by the command', async () => {
    const remove = async (name: string) => {
      const { urn } = (await lab.state())[name] ?? { urn: '' }
      return lab.pulumi.run('state', 'delete', urn, '--target-dependents', '--yes')
    }
    lab.watch.forget()
    expect((await remove('the-mac')).exit).toBe(0)
    lab.write('main.js', handWritten(lab.connections(), imported))
    const option = await lab.up()
    expect(option.exit, option.text).toBe(0)
    expect(option.text).toContain('1 imported')
    expect((await remove('the-mac')).exit).toBe(0)
    const { macs } = await lab.state()
    const what = ['macloom:index:Mac', 'the-mac', 'Mac/studio-1', '--provider', `macs=${macs?.urn}`]
    const command = await lab.pulumi.run('import', ...what, '--yes', '--generate-code=false', '--protect=false')
    expect(command.exit, command.text).toBe(0)
    const state = await lab.state()
    expect(state['the-mac']?.inputs).toMatchObject({ lab: 'lab', mac: 'studio-1', model: 'Mac15,14' })
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(lab.watch.told).toEqual([])
  })

  it('an empty id from Read means that Delete is never called, so a resource whose claim was removed is not gone', async () => {
    await lab.colleague('studio-1', 'sudo -n rm -f "$MACLOOM_ROOT"/usr/local/macloom/claims/OsSettings+studio-1')
    const preview = await lab.preview()
    expect(preview.text).toMatch(/claimed *: true => false/)
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(up.text).not.toContain('created')
    expect(existsSync(lab.ours('studio-1', 'claims/OsSettings+studio-1'))).toBe(true)
  })

  it('what was found before the first change is restored by the resource that took it over', async () => {
    const destroy = await lab.destroy()
    expect(destroy.exit, destroy.text).toBe(0)
    expect(lab.changed('studio-1', found)).toEqual([])
  })
})
