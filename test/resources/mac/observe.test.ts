import { describe, expect, it } from 'vitest'
import { fileVault } from '../../../src/macos/fdesetup.js'
import { jobs } from '../../../src/macos/launchctl.js'
import { hardwarePorts } from '../../../src/macos/networksetup.js'
import { macosVersion } from '../../../src/macos/sw-vers.js'
import { ibvPorts } from '../../../src/macos/rdma.js'
import { bootTime } from '../../../src/macos/sysctl.js'
import { hardware } from '../../../src/macos/system-profiler-hardware.js'
import { thunderbolt } from '../../../src/macos/system-profiler-thunderbolt.js'
import { mac } from '../../../src/resources/mac/mac.js'
import { receptaclesOf } from '../../../src/resources/mac/receptacles.js'
import { macRecord } from '../../../src/resources/record.js'
import type { LinkEnd } from '../../../src/resources/thunderbolt-link/inputs.js'
import { observe } from '../../../src/resources/thunderbolt-link/observe.js'
import { sightOf } from '../../../src/resources/thunderbolt-link/sight.js'
import { answer, answering, captureOf, unread } from '../answers.js'

const STUDIO = [
  captureOf(thunderbolt, 'system-profiler-thunderbolt/mac-studio-m3-ultra.json'),
  captureOf(hardwarePorts, 'networksetup/hardware-ports-mac-studio.txt'),
]
const BOOK = [
  captureOf(thunderbolt, 'system-profiler-thunderbolt/macbook-pro-m5-max.json'),
  captureOf(hardwarePorts, 'networksetup/hardware-ports-macbook-pro-m5-max.txt'),
]
const REST = [
  captureOf(hardware, 'system-profiler-hardware/mac-studio-m3-ultra.json'),
  captureOf(macosVersion, 'sw-vers/26.6.txt'),
  captureOf(bootTime, 'sysctl/boot-time.txt'),
  captureOf(fileVault, 'fdesetup/off.txt'),
  captureOf(jobs, 'launchctl/system.txt'),
]

const FACTS = { version: '1', lab: '{"lab":"desk","since":"2026-10-01T00:00:00.000Z"}' }
const record = (facts: Record<string, string>) => answer(macRecord, { version: 1, facts })

describe('the look at a Mac', () => {
  it('says what it is, whose it is, and who else manages it', async () => {
    const macs = answering({ 'studio-1': [...STUDIO, ...REST, record(FACTS)] })
    expect(await mac.observe(macs, { needs: [], lab: 'desk', mac: 'studio-1', claims: [] })).toMatchObject({
      claim: { lab: 'desk', since: '2026-10-01T00:00:00.000Z' },
      model: 'Mac15,14',
      chip: 'Apple M3 Ultra',
      memoryBytes: 512 * 2 ** 30,
      macos: { version: '26.6' },
      bootTime: 1_785_031_600,
      fileVault: 'off',
      deployments: [],
      foreign: ['io.exo.networksetup'],
    })
  })

  it('looks up interfaces that do not follow the receptacles', async () => {
    const receptacles = await receptaclesOf(answering({ book: BOOK }).of('book'))
    expect(receptacles).toMatchObject([
      { number: 1, interface: 'en1', speedGbps: 80, peer: { model: 'Mac15,14', through: 'direct' } },
      { number: 2, interface: 'en6', generation: 5, connected: false },
      { number: 3, interface: 'en2', peer: null, device: 'SB-XTM5' },
    ])
  })

  it('keeps what could be read when one tool prints what nobody knows', async () => {
    const odd = [captureOf(hardwarePorts, 'networksetup/hardware-ports-mac-studio.txt'), unread(thunderbolt)]
    const macs = answering({ 'studio-1': [...odd, ...REST, record({})] })
    const observed = await mac.observe(macs, { needs: [], lab: 'desk', mac: 'studio-1', claims: [] })
    expect(observed).toMatchObject({
      claim: null,
      model: 'Mac15,14',
      receptacles: { unknown: expect.any(String) as string },
    })
  })

  it('does not take a claim it cannot read for no claim', async () => {
    const macs = answering({ 'studio-1': [...STUDIO, ...REST, record({ lab: 'attic' })] })
    const observed = await mac.observe(macs, { needs: [], lab: 'desk', mac: 'studio-1', claims: [] })
    expect(observed.claim).toEqual({ unknown: 'lab: expected JSON, saw "attic"' })
  })

  it('is what an import takes its inputs from', async () => {
    const macs = answering({ 'studio-1': [...STUDIO, ...REST, record(FACTS)] })
    expect(await mac.adopt(macs, 'Mac/studio-1')).toMatchObject({
      lab: 'desk',
      mac: 'studio-1',
      model: 'Mac15,14',
      minimumMacos: '26.6',
    })
  })
})

describe('the look at a link', () => {
  it('pairs the two ends of a real cable, an M3 Ultra Studio and an M5 Max MacBook Pro', async () => {
    const ends: [LinkEnd, LinkEnd] = [
      { mac: 'studio', receptacle: 2 },
      { mac: 'book', receptacle: 1 },
    ]
    const overviews = ['mac-studio-m3-ultra', 'macbook-pro-m5-max'].map((name) =>
      captureOf(hardware, `system-profiler-hardware/${name}.json`),
    )
    const [studio = [], book = []] = [STUDIO, BOOK].map((answers, index) => [
      ...answers,
      ...overviews.slice(index, index + 1),
      answer(ibvPorts, [{ device: index === 0 ? 'rdma_en3' : 'rdma_en1', state: 'PORT_ACTIVE' }]),
    ])
    const observed = await observe(answering({ studio, book }), { ends, declared: [] })
    expect(sightOf({ ends }, observed)).toEqual({ is: 'linked', gbps: 80, through: 'direct' })
    expect(observed.models).toEqual({ studio: 'Mac15,14', book: 'Mac17,7' })
    expect(observed.rdma).toEqual({ 'studio:2': 'PORT_ACTIVE', 'book:1': 'PORT_ACTIVE' })
    expect(observed.history).toMatchObject([{ is: 'linked', gbps: 80, through: 'direct' }])
  })
})
