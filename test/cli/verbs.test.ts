import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generatedFiles } from '../../src/cli/schema.js'
import type { WorkOrder } from '../../src/resources/words.js'
import { macloom } from './terminal.js'

const KEY = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
const LAB = `lab: pair
macs:
  a: { address: a.local, hostKey: "${KEY}", memory: 512GB }
  b: { address: b.local, hostKey: "${KEY}", memory: 512GB }
links: [a:2 <-> b:2]
`

describe('what somebody types at macloom', () => {
  let directory: string
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'macloom-cli-'))
    mkdirSync(join(directory, 'stacks'))
    writeFileSync(join(directory, 'stacks/pair.yaml'), LAB)
    writeFileSync(join(directory, 'stacks/wrong.yaml'), LAB.replace('links:', 'lonks:'))
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  it('lists its verbs when asked for help, and that is no failure', async () => {
    const { exit, stdout } = await macloom(['--help'])
    expect(exit).toBe(0)
    for (const verb of [
      'look',
      'record',
      'facts',
      'drift',
      'status',
      'keys',
      'sudoers',
      'lock',
      'plan',
      'orders',
      'schema',
      'sim',
    ]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${verb}\\b`, 'm'))
    }
  })

  it('says its version', async () => {
    const { exit, stdout } = await macloom(['--version'])
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.each([
    ['an unknown verb', ['plann', 'pair'], /unknown command 'plann'.*\n?.*Did you mean plan\?/],
    ['an unknown option', ['plan', 'pair', '--yaml'], /unknown option '--yaml'/],
    ['a port that is none', ['keys', 'a.local', '--port', '70000'], /A port is a number from 1 to 65535/],
    ['a lab that does not exist', ['plan', 'pairr'], /stacks\/pairr.yaml does not exist.*did you mean pair\?/],
    [
      'a lab file that is wrong',
      ['plan', 'wrong'],
      /stacks\/wrong.yaml:5:1: lonks: unknown key lonks; did you mean links\?/,
    ],
    ['a login name that is none', ['sudoers', '--user', 'a b'], /a b is no login name/],
    ['hands that cannot do that', ['sim', 'hands', 'plugg'], /hands cannot plugg; did you mean plug\?/],
    ['hands with too few words', ['sim', 'hands', 'move', 'a:1'], /type: macloom sim hands move <mac:n> <mac:n>/],
    ['a Mac that nobody declared', ['run', 'a', 'probe', '--create', 'dHJ1ZQ=='], /a is not in MACLOOM_CONNECTIONS/],
  ])('answers %s with a sentence and exit code 2', async (_what, argv, sentence) => {
    const { exit, stdout, stderr } = await macloom(argv, { directory })
    expect(stderr).toMatch(sentence)
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
  })

  it('plans a lab without touching a Mac', async () => {
    const { exit, stdout } = await macloom(['plan', 'pair'], { directory })
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^Lab pair: 2 Macs/)
    expect(stdout).toMatch(/^a:2 +10\.77\./m)
  })

  it('plans a lab that was never locked as far as it goes, and says what is missing', async () => {
    const { exit, stdout } = await macloom(['plan', 'stacks/studio.yaml'])
    expect(exit).toBe(1)
    expect(stdout).toMatch(/^studio-1:2 +10\.77\./m)
    expect(stdout).toContain('There is no lock file stacks/studio.lock.yaml yet')
    expect(stdout).toContain('Missing here until `macloom lock stacks/studio.yaml` has written it')
    expect(stdout).toContain('the deployment kimi on studio-1, studio-2')
  })

  it('plans the same as JSON, from a path too', async () => {
    const { stdout } = await macloom(['plan', 'stacks/pair.yaml', '--json'], { directory })
    expect(JSON.parse(stdout)).toMatchObject({ lab: 'pair', connections: { a: { address: 'a.local', hostKey: KEY } } })
  })

  it('makes one sheet of the work orders of a stack', async () => {
    const order: WorkOrder = {
      mac: 'a',
      why: 'RDMA is off',
      steps: ['Shut it down'],
      check: 'it says enabled',
      hands: 'enable RDMA in recoveryOS',
    }
    const { exit, stdout } = await macloom(['orders'], { stdin: JSON.stringify([order, order]) })
    expect(exit).toBe(0)
    expect(stdout).toBe(
      'Work orders: one visit\n\nAt a\n  1. RDMA is off\n     a) Shut it down\n     then: it says enabled\n',
    )
  })

  it('says so when nothing waits for a person', async () => {
    expect((await macloom(['orders'], { stdin: '[]' })).stdout).toBe(
      'No work orders: at the last `pulumi up` nothing waited for a person.\n',
    )
  })

  it.each(['', 'nothing', '{"a": 1}', '[{"mac": 1}]'])('refuses %j as work orders', async (stdin) => {
    expect(await macloom(['orders'], { stdin })).toMatchObject({ exit: 2, stdout: '' })
  })

  it('writes a lock file for a lab without models, and keeps its subnets', async () => {
    expect((await macloom(['lock', 'pair'], { directory })).exit).toBe(0)
    const lock = readFileSync(join(directory, 'stacks/pair.lock.yaml'), 'utf8')
    expect(lock).toMatch(/subnets:\n {2}a:2 <-> b:2: 10\.77\./)
    await macloom(['lock', 'pair'], { directory })
    expect(readFileSync(join(directory, 'stacks/pair.lock.yaml'), 'utf8')).toBe(lock)
  })

  it('reports a Mac that does not answer as a failure, with what to check', async () => {
    const { exit, stderr } = await macloom(['keys', '127.0.0.1', '--port', '1'])
    expect(exit).toBe(1)
    expect(stderr).toMatch(/connection refused/)
  })
})

describe('what is generated from the kinds', () => {
  it.each(Object.keys(generatedFiles()))('%s is as the schemas say (else: macloom schema --write)', (name) => {
    expect(readFileSync(name, 'utf8')).toBe(generatedFiles()[name])
  })

  it.each(Object.entries(generatedFiles()).filter(([name]) => name.startsWith('docs/')))(
    '%s describes every input',
    (_name, page) => {
      const inputs = page.slice(page.indexOf('## Inputs'), page.indexOf('## Observed'))
      const rows = inputs.split('\n').filter((line) => line.startsWith('| `'))
      expect(rows.filter((row) => /\| +(Default: `[^`]*`\.)? *\|$/.test(row))).toEqual([])
    },
  )

  it('is written where it is asked for', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'macloom-schema-'))
    expect((await macloom(['schema', '--write'], { directory })).exit).toBe(0)
    expect(readFileSync(join(directory, 'docs/reference/Mac.md'), 'utf8')).toContain('macloom:index:Mac')
    rmSync(directory, { recursive: true })
  })
})
