import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scripts } from '../../src/cli/run.js'
import { startBench, type Bench } from '../sim/lab.js'
import { macloom, type Ran } from './terminal.js'

describe('macloom run, which the commands of a lab file become', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await startBench({ lab: 'run', seed: 5, macs: { one: { model: 'Mac15,14' } } })
  })
  afterAll(() => bench.end())

  const runs = () => readFileSync(join(bench.root('one'), 'Users/admin/runs'), 'utf8')
  const log = (word: string) => `echo ${word} >> "$HOME/runs"`

  it('runs a script of any text, on the Mac, and prints what it printed', async () => {
    const script = `echo "it's $(sw_vers -productVersion)"\n${log('created')}\n`
    expect(await run(bench, 'first', { create: script })).toEqual({ exit: 0, stdout: "it's 26.6\n", stderr: '' })
    expect(runs()).toBe('created\n')
  })

  it('runs nothing twice, runs `update` when something has changed, and takes back what was done, once', async () => {
    const scripts = { create: log('made'), update: log('renewed'), generation: 'a b' }
    const all = [
      scripts,
      scripts,
      { ...scripts, generation: 'a c' },
      { delete: log('undone') },
      { delete: log('undone') },
    ]
    for (const each of all) expect(await run(bench, 'second', each)).toMatchObject({ exit: 0 })
    expect(runs()).toBe('created\nmade\nrenewed\nundone\n')
  })

  it('fails with the words and the exit code of a script that fails, and runs it again', async () => {
    const create = `${log('tried')}; echo "no such model" >&2; exit 3`
    const { exit, stdout, stderr } = await run(bench, 'third', { create, update: log('never') })
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toContain('exit code 3: no such model')
    await run(bench, 'third', { create, update: log('never') })
    expect(runs()).toMatch(/undone\ntried\ntried\n$/)
  })

  it('leaves nothing on the Mac but what it remembers', async () => {
    expect(readdirSync(join(bench.root('one'), 'private/tmp'))).toEqual([])
    expect(await run(bench, 'first', {})).toMatchObject({ exit: 0, stdout: '' })
    expect(readdirSync(join(bench.root('one'), 'usr/local/macloom/commands'))).toEqual([])
  })

  it('reaches a Mac by its pinned key only', async () => {
    const { exit, stderr } = await run(bench, 'fourth', { create: 'echo' }, `SHA256:${'A'.repeat(43)}`)
    expect(exit).toBe(1)
    expect(stderr).toMatch(/it has the host key SHA256:\S+ .* pinned is SHA256:AAAA/)
  })
})

function run(
  { sim, folder }: Bench,
  name: string,
  { generation, ...scripts }: Scripts,
  hostKey = sim.macs['one']?.hostKey,
): Promise<Ran> {
  const { address, port, user } = sim.macs['one'] ?? {}
  const connections = { one: { address, port, user, hostKey, identity: join(folder, 'id') } }
  const env = { MACLOOM_CONNECTIONS: JSON.stringify(connections) }
  const encoded = Object.entries(scripts).flatMap(([verb, text]) => [`--${verb}`, Buffer.from(text).toString('base64')])
  return macloom(['run', 'one', name, ...encoded, ...(generation === undefined ? [] : ['--generation', generation])], {
    env,
  })
}
