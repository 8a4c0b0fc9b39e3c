import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBench, type Bench } from '../sim/lab.js'
import { macloom, type Ran } from './terminal.js'

describe('macloom run, which the commands of a lab file become', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await startBench({ lab: 'run', seed: 5, macs: { one: { model: 'Mac15,14' } } })
  })
  afterAll(() => bench.end())

  it('runs a script of any text once, on the Mac, and prints what it printed', async () => {
    const script = `echo "it's $(sw_vers -productVersion)"\necho again >> "$HOME/runs"\n`
    expect(await run(bench, script)).toEqual({ exit: 0, stdout: "it's 26.6\n", stderr: '' })
    expect(readFileSync(join(bench.root('one'), 'Users/admin/runs'), 'utf8')).toBe('again\n')
  })

  it('fails with the words and the exit code of a script that fails', async () => {
    const { exit, stdout, stderr } = await run(bench, 'echo "no such model" >&2; exit 3')
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toContain('exit code 3: no such model')
  })

  it('leaves nothing of itself on the Mac', async () => {
    expect(readdirSync(join(bench.root('one'), 'private/tmp'))).toEqual([])
    expect(existsSync(join(bench.root('one'), 'usr/local/macloom'))).toBe(false)
  })

  it('reaches a Mac by its pinned key only', async () => {
    const { exit, stderr } = await run(bench, 'echo', `SHA256:${'A'.repeat(43)}`)
    expect(exit).toBe(1)
    expect(stderr).toMatch(/it has the host key SHA256:\S+ .* pinned is SHA256:AAAA/)
  })
})

function run({ sim, folder }: Bench, script: string, hostKey = sim.macs['one']?.hostKey): Promise<Ran> {
  const { address, port, user } = sim.macs['one'] ?? {}
  const connections = { one: { address, port, user, hostKey, identity: join(folder, 'id') } }
  const env = { MACLOOM_CONNECTIONS: JSON.stringify(connections) }
  return macloom(['run', 'one', '--script', Buffer.from(script).toString('base64')], { env })
}
