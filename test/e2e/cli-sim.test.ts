import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimFacts } from '../../src/sim/facts.js'

const LAB = `lab: desk
macs:
  a: { address: a.local, hostKey: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", model: "Mac15,14" }
  b: { address: b.local, hostKey: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", model: "Mac16,11" }
links: [a:2 <-> b:1]
`

interface Said {
  readonly exit: number
  readonly text: string
}

describe('macloom sim, the compiled program in a folder of its own', () => {
  let folder: string
  const macloom = (...words: readonly string[]): Promise<Said> =>
    new Promise((done) => {
      execFile(process.execPath, [resolve('dist/cli/main.js'), ...words], { cwd: folder }, (error, out, err) =>
        done({ exit: error === null ? 0 : Number(error.code), text: out + err }),
      )
    })

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'macloom-sim-'))
    writeFileSync(join(folder, 'desk.yaml'), LAB)
  })
  afterAll(async () => {
    await macloom('sim', 'down')
    rmSync(folder, { recursive: true, force: true })
  })

  it('starts the Macs of a lab file and comes back, with how to log in', async () => {
    const { exit, text } = await macloom('sim', 'up', 'desk.yaml')
    expect({ exit, text }).toMatchObject({ exit: 0 })
    expect(text).toMatch(/a: ssh -i \S+ -p \d+ admin@127\.0\.0\.1/)
    expect(text).toContain('a:2 <-> b:1')
    const [, key = ''] = /ssh -i (\S+)/.exec(text) ?? []
    expect(existsSync(join(folder, key))).toBe(true)
  })

  it('says which lines of the lab file do not lead to its sims', async () => {
    await macloom('sim', 'down')
    const { text } = await macloom('sim', 'up', 'desk.yaml')
    expect(text).toContain('desk.yaml must say this')
    const lines = text.slice(text.indexOf('must say this')).split('\n').slice(1, 6)
    const [ssh = '', , a = '', b = '', fabric = ''] = lines.map((line) => line.slice(2))
    writeFileSync(
      join(folder, 'desk.yaml'),
      [`lab: desk`, ssh, 'macs:', a, b, fabric, 'links: [a:2 <-> b:1]', ''].join('\n'),
    )
    await macloom('sim', 'down')
    const written = await macloom('sim', 'up', 'desk.yaml')
    expect(written.text).not.toContain('must say this')
    expect(written.text).toContain('it goes on as it was')
    writeFileSync(join(folder, 'desk.yaml'), LAB)
  })

  it('refuses the folder that holds the sim of another lab, and names both labs and the ways out', async () => {
    writeFileSync(join(folder, 'tb4.yaml'), LAB.replace('lab: desk', 'lab: tb4'))
    const { exit, text } = await macloom('sim', 'up', 'tb4.yaml')
    expect(exit).toBe(2)
    expect(text).toContain('.macloom/sim holds the sim of the lab desk, and tb4 is another lab')
    expect(text).toContain('--dir .macloom/tb4')
    expect(text).toContain('rm -r .macloom/sim')
  })

  it('refuses to start a second one in the same folder', async () => {
    const { exit, text } = await macloom('sim', 'up', 'desk.yaml')
    expect(exit).toBe(2)
    expect(text).toContain('runs in .macloom/sim already')
  })

  it("plays a person's hands, and status shows what they did", async () => {
    expect((await macloom('sim', 'hands', 'move', 'b:1', 'b:3')).exit).toBe(0)
    expect((await macloom('sim', 'hands', 'rdma', 'a')).exit).toBe(0)
    const { text } = await macloom('sim', 'status')
    expect(text).toContain('a:2 <-> b:3')
    expect(text).toMatch(/^a +Mac15,14 .* RDMA on/m)
  })

  it('says what hands cannot do at this Mac', async () => {
    const { exit, text } = await macloom('sim', 'hands', 'unplug', 'a:5')
    expect(exit).toBe(1)
    expect(text).toContain('there is no plug in a:5')
  })

  it('can be looked at like real Macs', async () => {
    const facts = JSON.parse(readFileSync(join(folder, '.macloom/sim/sim.json'), 'utf8')) as SimFacts
    const macs = Object.values(facts.macs)
    const words = macs.flatMap(({ address, port, user }) => `${user}@${address}:${port}`)
    const keys = macs.flatMap(({ hostKey }) => ['--host-key', hostKey])
    const { exit, text } = await macloom('look', ...words, '--identity', '.macloom/sim/id_ed25519', ...keys)
    expect(exit).toBe(0)
    expect(text).toContain('mac-1:2 <-> mac-2:3, 80 Gb/s, direct')
  })

  it('stops, says so when asked again, and goes on where it was', async () => {
    expect((await macloom('sim', 'down')).exit).toBe(0)
    expect(await macloom('sim', 'status')).toMatchObject({ exit: 1 })
    const { text } = await macloom('sim', 'up', 'desk.yaml')
    expect(text).toContain('it goes on as it was')
    expect(text).toContain('a:2 <-> b:3')
  })
})
