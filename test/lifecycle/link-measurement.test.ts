import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkMeasurement } from '../../src/resources/link-measurement/link-measurement.js'
import { mac as gate } from '../../src/resources/mac/mac.js'
import { PAIR, until } from '../sim/lab.js'
import { cable, measuring, placeEnvironment } from './measuring.js'
import { Rehearsal } from './rehearsal.js'

const MACS = ['studio-1', 'studio-2'] as const
const KEYS = ['studio-1:2 <-> studio-2:2', 'studio-1:3 <-> studio-2:3'] as const
// What loopback stands for carries more than this on any machine: the sims say nothing of real cables.
const declared = measuring([cable(2, '127.77.51', 0.05), cable(3, '127.77.52', 0.05)], {
  seconds: 0.1,
  cables: { [KEYS[0]]: 'first', [KEYS[1]]: 'second' },
})
// The identity that a ThunderboltLink gives a cable after the link was lost.
const swapped = { ...declared, cables: { [KEYS[0]]: 'another', [KEYS[1]]: 'another' }, seconds: 0.5 }
const WORLD = { ...PAIR, cables: KEYS }
let story: Rehearsal

beforeAll(async () => {
  story = await Rehearsal.open({ world: WORLD })
  for (const mac of MACS) {
    await story.up(gate, { needs: [], lab: 'bench', mac, claims: [] }, `urn:mac:${mac}`)
  }
  await addressed()
})

afterAll(() => story.end())

/** As Fabric would: told to the kernel alone, they are gone when a plug was out. */
async function addressed(): Promise<void> {
  for (const [at, mac] of MACS.entries()) {
    const tell = (device: string, net: number) =>
      `sudo -n ifconfig ${device} inet 127.77.${net}.${at + 1} netmask 255.255.255.252`
    await story.hand(mac, `${tell('en3', 51)} && ${tell('en4', 52)}`)
  }
}

const paths = async (inputs = declared) => (await story.preview(linkMeasurement, inputs)).map(({ path }) => path)
const results = (mac: string) => {
  const folder = story.ours(mac, 'measured')
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

describe('the measurement of two cables between two Macs', { timeout: 120_000 }, () => {
  it('calls links unmeasured while a Mac has no MLX environment, and holds nobody up', async () => {
    expect(await paths()).toEqual([])
    const { ready, findings } = await story.up(linkMeasurement, declared)
    expect(ready.state).toBe('ready')
    expect(findings.map(({ what, cause }) => [what, cause])).toEqual(
      MACS.map((mac) => [
        `not measured: ${KEYS.join(', ')}`,
        `${mac} has no MLX environment, and nothing else on it could measure`,
      ]),
    )
  })

  it('is previewed with what it costs, and starts nothing then', async () => {
    for (const mac of MACS) await placeEnvironment(story, mac)
    const changes = await story.preview(linkMeasurement, declared)
    expect(changes.map(({ what, risk }) => [what, risk])).toEqual([
      [`measure ${KEYS[0]} (about 3 s)`, 'safe'],
      [`measure ${KEYS[1]} (about 3 s)`, 'safe'],
      ['measure all 2 links of studio-1 at once (about 2 s)', 'safe'],
    ])
    expect(MACS.flatMap(results)).toEqual([])
  })

  it('measures each link alone and all at once, in both directions, and keeps the figures on both Macs', async () => {
    const { observed, findings } = await story.up(linkMeasurement, declared)
    expect(findings.filter(({ danger }) => danger !== 'note')).toEqual([])
    for (const key of KEYS) {
      const figures = observed?.links[key]?.figures
      expect(figures).toMatchObject({ way: 'tcp', negotiatedGbps: 80, earlier: [] })
      for (const { gbps, p50, max } of Object.values(figures?.rate ?? {})) {
        expect(gbps).toBeGreaterThan(0.05)
        expect(max).toBeGreaterThanOrEqual(p50)
      }
      for (const { p50, p99, max } of Object.values(figures?.trips ?? {})) {
        expect([p50 > 0, p99 >= p50, max >= p99]).toEqual([true, true, true])
      }
    }
    expect(Object.keys(observed?.together['studio-1']?.links ?? {})).toEqual(KEYS)
    const together = expect.stringMatching(/^studio-1\.together\.[0-9a-f]{8}$/) as string
    const files = ['studio-1.2--studio-2.2', 'studio-1.3--studio-2.3']
    expect(MACS.map(results)).toEqual([[...files, together], files])
    expect(readdirSync(story.ours('studio-1', 'incoming'))).toEqual([])
  })

  it('tells nothing when all is measured, and shows the figures of then', async () => {
    const before = await story.up(linkMeasurement, declared)
    story.listen()
    expect(await story.up(linkMeasurement, declared)).toEqual(before)
    expect(story.told).toEqual([])
  })

  it('measures nothing while a deployment serves, says so, and disturbs it with nothing', async () => {
    await story.hand('studio-2', serving)
    const wanted = { ...declared, again: 'after the move' }
    story.listen()
    const { findings, observed } = await story.up(linkMeasurement, wanted)
    expect(findings.map(({ mac, what, cause }) => [mac, what, cause])).toEqual([
      [
        'studio-2',
        `not measured: ${KEYS.join(', ')}`,
        'kimi serves: whether it is idle cannot be known, and a measurement would take its links from it',
      ],
    ])
    expect(observed?.links[KEYS[0]]?.figures).not.toBeNull()
    expect(story.told).toEqual([])
    await story.hand('studio-2', 'sudo -n launchctl bootout system/com.macloom.rank.kimi')
    expect(await paths(wanted)).toEqual([`links.${KEYS[0]}`, `links.${KEYS[1]}`, 'together.studio-1'])
  })

  it('measures one link again where somebody took its results', async () => {
    for (const mac of MACS) {
      await story.hand(mac, 'sudo -n rm "$MACLOOM_ROOT"/usr/local/macloom/measured/studio-1.3--studio-2.3')
    }
    expect(await paths()).toEqual([`links.${KEYS[1]}`])
    await story.up(linkMeasurement, declared)
    expect(await paths()).toEqual([])
  })

  it('asks for nothing of a link whose cable is out, and for the other one alone', async () => {
    await story.bench.sim.hands.unplug('studio-2:3')
    expect(await paths()).toEqual([])
    const { observed, ready } = await story.up(linkMeasurement, declared)
    expect(observed?.links[KEYS[1]]).toMatchObject({ stands: null, hindered: [] })
    expect(ready.state).toBe('ready')
    await story.bench.sim.hands.plug('studio-1:3', 'studio-2:3')
    expect(await paths({ ...declared, again: 'without addresses' })).toEqual([])
    await addressed()
  })

  it('measures swapped cables, goes on where the run was cut off, compares with before, and leaves nothing running', async () => {
    const first = (await story.up(linkMeasurement, declared)).observed?.links[KEYS[0]]?.figures?.rate
    const cut = story.up(linkMeasurement, swapped).catch((error: unknown) => error)
    await until(() => meters().length === 2)
    await story.bench.sim.hands.dropConnections('studio-1')
    expect(await cut).toMatchObject({ cause: { trouble: 'unknown-outcome' } })
    const { observed } = await story.up(linkMeasurement, swapped)
    expect(observed?.links[KEYS[0]]?.figures?.earlier).toEqual([
      Math.min(first?.forth.gbps ?? 0, first?.back.gbps ?? 0),
    ])
    expect(await paths(swapped)).toEqual([])
    expect(meters()).toEqual([])
    expect(readdirSync(story.ours('studio-1', 'incoming'))).toEqual([])
  })

  it('is imported by its id alone', async () => {
    const found = await story.read(linkMeasurement, 'LinkMeasurement/links')
    expect(found).toMatchObject({ gone: false, inputs: { ...swapped, declared: KEYS } })
  })

  it('removes the results at release, and has nothing to do a second time', async () => {
    await story.destroy(linkMeasurement, declared)
    expect(MACS.flatMap(results)).toEqual([])
    story.listen()
    await story.destroy(linkMeasurement, declared)
    expect(story.told).toEqual([])
  })
})

const serving = `
cat > rank.plist <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>Label</key><string>com.macloom.rank.kimi</string><key>RunAtLoad</key><true/>
<key>ProgramArguments</key><array><string>/bin/sh</string><string>-c</string><string>while :; do sleep 0.1; done</string></array>
</dict></plist>
END
sudo -n tee "$MACLOOM_ROOT"/Library/LaunchDaemons/com.macloom.rank.kimi.plist < rank.plist > rank.copy
sudo -n launchctl bootstrap system "$MACLOOM_ROOT"/Library/LaunchDaemons/com.macloom.rank.kimi.plist
`

/** Programs on the Macs that measure these links. */
function meters(): string[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'command='], { encoding: 'utf8', maxBuffer: 64 << 20 }).split(
    '\n',
  )
  return lines.filter((line) => line.includes(' -B -I - ') && line.includes('127.77.51.') && !line.includes('/bin/sh'))
}
