import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkMeasurement } from '../../src/resources/link-measurement/link-measurement.js'
import { mac as gate } from '../../src/resources/mac/mac.js'
import { thunderboltLink } from '../../src/resources/thunderbolt-link/thunderbolt-link.js'
import { cable, measuring, placeEnvironment } from '../lifecycle/measuring.js'
import { Rehearsal } from '../lifecycle/rehearsal.js'
import { PAIR, until } from './lab.js'
import { counted, during, LEFT_OUT, separate } from './wires.js'

const MEGABYTE = 1_000_000
const KEYS = ['studio-1:2 <-> studio-2:2', 'studio-1:3 <-> studio-2:3'] as const
// A veth pair says nothing of Thunderbolt: the lab declares what it expects of these two, as it would of two real cables.
const LINKS = [cable(2, '10.77.0', 0.4), cable(3, '10.77.1', 0.4)]
const declared = measuring(LINKS)

describe.skipIf(LEFT_OUT)('links measured on two real cables', () => {
  let story: Rehearsal

  beforeAll(async () => {
    story = await Rehearsal.open({ world: { ...PAIR, cables: KEYS }, sim: { cables: 'veth' } })
    for (const mac of ['studio-1', 'studio-2']) {
      await story.up(gate, { needs: [], lab: 'bench', mac, claims: [] }, `urn:mac:${mac}`)
      await placeEnvironment(story, mac)
    }
    await separate(story.bench, {
      'studio-1': { 2: '10.77.0.1', 3: '10.77.1.1' },
      'studio-2': { 2: '10.77.0.2', 3: '10.77.1.2' },
    })
  })
  afterAll(() => story.end())

  const loud = async (inputs = declared) => {
    const { findings } = await story.up(linkMeasurement, inputs)
    return findings.filter(({ danger }) => danger !== 'note')
  }

  test('one link: its bytes are on its own interface, and on no other', async () => {
    const { en3 = 0, ...others } = await during(story.bench, 'studio-1', () => loud(measuring(LINKS.slice(0, 1))))
    expect(en3).toBeGreaterThan(10 * MEGABYTE)
    expect(Object.keys(others).sort()).toEqual(['en0', 'en4'])
    for (const bytes of Object.values(others)) expect(bytes).toBeLessThan(MEGABYTE)
  })

  test('a cable of 200 Mbit/s is found and named, and the other one is not', async () => {
    await story.bench.sim.hands.limit('studio-1:3', 200)
    const [finding, ...more] = await loud()
    expect(more).toEqual([])
    expect(finding?.what).toMatch(
      /^studio-1:3 <-> studio-2:3 carries 0\.1\d Gb\/s, expected are at least 0\.40 by the lab file$/,
    )
    expect(finding?.cause).toContain('both directions are slow at full negotiated speed')
    await story.bench.sim.hands.limit('studio-1:3', null)
  })

  test('all links of a Mac are loaded at the same time, each over its own interface', async () => {
    await story.hand('studio-1', 'sudo -n rm "$MACLOOM_ROOT"/usr/local/macloom/measured/studio-1.together.*')
    const { en3 = 0, en4 = 0 } = await during(story.bench, 'studio-1', () => loud())
    expect(Math.min(en3, en4)).toBeGreaterThan(10 * MEGABYTE)
  })

  test('a cable pulled in the middle is seen in the next look, and the measurement ends with a sentence', async () => {
    const link = { needs: [], ends: LINKS[1]?.ends ?? never(), minimumGbps: 80, declared: [] }
    const seen = async () => {
      const found = await story.read(thunderboltLink, thunderboltLink.id(link), link)
      return found.gone ? 'gone' : found.outputs.ready
    }
    expect(await seen()).toMatchObject({ state: 'ready' })
    const start = await counted(story.bench, 'studio-2', 3)
    const cut = story
      .up(linkMeasurement, { ...declared, again: 'now', seconds: 2, links: LINKS.slice(1) })
      .catch(String)
    await until(async () => (await counted(story.bench, 'studio-2', 3)) > start + 10 * MEGABYTE)
    await story.bench.sim.hands.unplug('studio-2:3')
    expect(await seen()).toMatchObject({ state: 'waiting', reason: 'no cable between studio-1:3 and studio-2:3' })
    expect(await cut).toContain('measure studio-1:3 <-> studio-2:3: ')
    expect(await cut).toContain('No result was kept, and both programs have ended')
  })
})

function never(): never {
  throw new Error('there are two links')
}
