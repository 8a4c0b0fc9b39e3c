import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WiringSheet } from '../../src/report/wiring-sheet.js'
import { startBench, type Bench } from '../sim/lab.js'
import { macloom, type Ran } from './terminal.js'

const MACS = ['mini-1', 'mini-2', 'mini-3']
const LINKS = ['mini-1:1 <-> mini-2:1', 'mini-1:2 <-> mini-3:1', 'mini-2:2 <-> mini-3:2']

describe('macloom wiring, on three Macs of which one plug is wrong and one cable is missing', () => {
  let bench: Bench
  let seen: Ran

  beforeAll(async () => {
    const macs = Object.fromEntries(MACS.map((mac) => [mac, { model: 'Mac16,11' }]))
    bench = await startBench({ lab: 'wiring', seed: 3, macs, cables: ['mini-1:1 <-> mini-2:3', LINKS[1] ?? ''] })
    writeFileSync(join(bench.folder, 'lab.yaml'), labText(bench))
    seen = await typed()
  })
  afterAll(() => bench.end())

  const typed = (...words: string[]) => macloom(['wiring', './lab.yaml', ...words], { directory: bench.folder })
  const sheet = async (...words: string[]) => JSON.parse((await typed('--json', ...words)).stdout) as WiringSheet

  it('says what is declared, what is there, and what each allows', () => {
    expect(seen.exit).toBe(1)
    expect(seen.stdout).toContain('Declared wiring of 3 Macs: a mesh: every two are cabled')
    expect(seen.stdout).toContain('Wiring as it is, looked at the Macs, of 3 Macs: a chain')
  })

  it('lists every cable with its number, both ends with label and state', () => {
    expect(seen.stdout).toMatch(
      /^1 +mini-1:1 +rack 1 +mini-2:1 +rack 2 +tb5 +blue \(Apple, 1 m, C1\) +WRONG: move the plug in mini-2:3/m,
    )
    expect(seen.stdout).toMatch(/^2 +mini-1:2 .* ok$/m)
    expect(seen.stdout).toMatch(/^3 +mini-2:2 .* MISSING: no cable$/m)
  })

  it('says in words which plug to move, and what to buy', () => {
    expect(seen.stdout).toMatch(/At mini-2 \(rack 2\)[^]*Put it into receptacle 1/)
    expect(seen.stdout).toMatch(/Thunderbolt 5 cable, length to be measured +2 +1 +-/)
    expect(seen.stdout).toMatch(/Thunderbolt 5 cable, Apple, 1 m +1 +0 +69.00 EUR/)
    expect(seen.stdout).toContain('in no link, so there to be used: red')
  })

  it('gives the moves as JSON, as the sim’s hands take them', async () => {
    const { moves, cables, ...rest } = await sheet()
    expect(rest).toMatchObject({ verdict: { shape: 'chain', backend: null } })
    expect(rest).toHaveProperty('reasons.2', expect.stringMatching(/^ring \(TCP\): no, /))
    expect(moves).toEqual([{ plug: { mac: 'mini-2', receptacle: 3 }, to: { mac: 'mini-2', receptacle: 1 } }])
    expect(cables.map(({ number, state }) => [number, state])).toEqual([
      ['1', 'wrong'],
      ['2', 'ok'],
      ['3', 'missing'],
    ])
  })

  it('draws it, with the wrong plug told by a shape and by words', async () => {
    expect((await typed('--svg', 'w.svg', '--html', 'w.html')).stderr).toBe('w.svg: written\nw.html: written\n')
    const svg = readFileSync(join(bench.folder, 'w.svg'), 'utf8')
    expect(svg).toContain('now: cable from mini-1:1; move to mini-2:1')
    expect(readFileSync(join(bench.folder, 'w.html'), 'utf8')).toContain('<svg xmlns')
  })

  it('gives no host file for cables that are not as declared', async () => {
    expect(await typed('--hostfile')).toMatchObject({ exit: 1, stdout: '' })
  })

  it('looks at nothing when only asked what is declared', async () => {
    const { looked, observed, cables } = await sheet('--declared')
    expect({ looked, observed }).toEqual({ looked: null, observed: null })
    expect(cables.every(({ state }) => state === 'declared')).toBe(true)
    expect((await typed('--declared')).exit).toBe(0)
  })

  it('names a cable that no link has, and a plug to take out', async () => {
    await bench.sim.hands.plug('mini-2:1', 'mini-3:3')
    const { cables, moves } = await sheet()
    await bench.sim.hands.unplug('mini-2:1')
    expect(cables.map(({ number, state }) => `${number} ${state}`)).not.toContain('3 ok')
    expect(moves.length).toBeGreaterThan(0)
  })

  it('ends well once hands have done what it says', async () => {
    for (const { plug, to } of (await sheet()).moves) {
      await bench.sim.hands.move(`${plug.mac}:${plug.receptacle}`, `${to?.mac ?? ''}:${to?.receptacle ?? ''}`)
    }
    await bench.sim.hands.plug('mini-2:2', 'mini-3:2')
    const { exit, stdout } = await typed()
    expect(exit).toBe(0)
    expect(stdout).toContain('Nothing to move.')
    expect((await typed('--hostfile')).stdout).toContain('"backend": "ring"')
  })

  it('says which Mac it could not look at, and calls its cables neither right nor wrong', async () => {
    await bench.sim.hands.shutDown('mini-3')
    const { exit, stdout } = await typed()
    expect(exit).toBe(1)
    expect(stdout).toMatch(/mini-3 could not be looked at: /)
    expect(stdout).toMatch(/^2 .* not seen: mini-3 could not be looked at$/m)
    expect(stdout).toMatch(/^1 .* ok$/m)
  })
})

function labText({ sim, folder }: Bench): string {
  const macs = MACS.map((mac, index) => {
    const found = sim.macs[mac]
    const way = `address: ${found?.address ?? ''}, port: ${found?.port ?? 0}, hostKey: "${found?.hostKey ?? ''}"`
    return `  ${mac}: { ${way}, model: "Mac16,11", label: rack ${index + 1} }`
  })
  return [
    'lab: wiring',
    `ssh: { user: admin, identity: ${join(folder, 'id')} }`,
    'macs:',
    ...macs,
    'cables: { blue: { make: Apple, length: 1m, price: 69.00 EUR, serial: C1 }, red: {} }',
    'links:',
    `  - { between: [${(LINKS[0] ?? '')
      .split(' <-> ')
      .map((end) => `"${end}"`)
      .join(', ')}], cable: blue }`,
    ...LINKS.slice(1).map((link) => `  - ${link}`),
    '',
  ].join('\n')
}
