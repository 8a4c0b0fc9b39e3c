import { describe, expect, it } from 'vitest'
import type { LinkEnd, ThunderboltLinkInputs } from '../../../src/resources/thunderbolt-link/inputs.js'
import type { ThunderboltLinkObserved } from '../../../src/resources/thunderbolt-link/outputs.js'
import { thunderboltLink } from '../../../src/resources/thunderbolt-link/thunderbolt-link.js'
import type { Finding } from '../../../src/resources/words.js'
import { addCable, enableRdma, setFault } from '../../../src/sim/hands-on-world.js'
import { settle } from '../../../src/sim/kernel.js'
import { newWorld, type NewMac, type SlowCable } from '../../../src/sim/new-world.js'
import type { Device, World } from '../../../src/sim/world.js'
import { look } from '../../moves/look.js'
import { disk, display, hub, oldDock } from '../../sim/tools/thunderbolt-worlds.js'

const STUDIO: NewMac = { model: 'Mac15,14' }
const end = (text: string): LinkEnd => ({ mac: text.split(':')[0] ?? '', receptacle: Number(text.split(':')[1]) })

function link(a: string, b: string, changes: Partial<ThunderboltLinkInputs> = {}): ThunderboltLinkInputs {
  const ends: [LinkEnd, LinkEnd] = [end(a), end(b)]
  return { needs: [], ends, minimumGbps: 80, declared: [ends], ...changes }
}

interface Setting {
  readonly macs?: Readonly<Record<string, NewMac>>
  readonly devices?: Readonly<Record<string, Device>>
  readonly change?: (world: World) => void
}

/** What a link's Macs show in a sim with these cables, through every tool and parser. */
async function shown(inputs: ThunderboltLinkInputs, cables: (string | SlowCable)[], setting: Setting = {}) {
  const { macs = { a: STUDIO, b: STUDIO }, devices = {}, change = () => undefined } = setting
  const world = newWorld({ lab: 'findings', seed: 1, macs, devices, cables })
  change(world)
  return look(world, [inputs])
}

const said = ({ what, cause, remedy }: Finding) => `${what} | ${cause} | ${remedy}`

describe('a link that is not as fast as declared', () => {
  it.each<[string, number, RegExp]>([
    ['40 Gb/s between Thunderbolt 5 Macs', 40, /Thunderbolt 3 or 4 cable, or an adapter.*RDMA needs 80.*certified/],
    ['20 Gb/s', 20, /USB4 cable of 20 Gb\/s.*certified Thunderbolt 5 cable/],
    ['10 Gb/s', 10, /USB cable, a charging cable or a USB hub/],
  ])('at %s names the cable to change', async (_name, gbps, words) => {
    const inputs = link('a:2', 'b:2')
    const observed = await shown(inputs, [{ between: 'a:2 <-> b:2', gbps }])
    const [finding, ...rest] = thunderboltLink.findings(inputs, observed)
    expect(rest).toEqual([])
    expect(finding).toMatchObject({ danger: 'warning', what: `a:2 <-> b:2 runs at ${gbps} Gb/s, declared are 80` })
    expect(finding && said(finding)).toMatch(words)
  })

  it('asks for no cable where a Thunderbolt 4 Mac is the reason', async () => {
    const inputs = link('a:2', 'b:2')
    const macs = { a: STUDIO, b: { model: 'Mac16,10' } }
    const observed = await shown(inputs, ['a:2 <-> b:2'], { macs })
    const [finding] = thunderboltLink.findings(inputs, observed)
    expect(finding && said(finding)).toMatch(/b has Thunderbolt 4.*No cable makes it faster: declare `kind: tb4`/)
    expect(thunderboltLink.workOrders(inputs, observed)).toEqual([])
  })
})

describe('something between the two Macs', () => {
  it.each<[string, Device, RegExp]>([
    ['a hub', hub, /runs through a hub \| SB-XTM5 is between/],
    ['a dock', oldDock, /runs through a dock \| ThunderBay Flex 8 is between/],
    ['a display', display, /does not see the other end.*Studio Display is between.*RDMA may be alive/],
  ])('is named: %s', async (_name, device, words) => {
    const inputs = link('a:2', 'b:2')
    const observed = await shown(inputs, ['a:2 <-> it:1', 'it:2 <-> b:2'], { devices: { it: device } })
    expect(thunderboltLink.findings(inputs, observed).map(said).join('\n')).toMatch(words)
  })

  it('shares the controller with a disk on the same hub', async () => {
    const inputs = link('a:2', 'b:2')
    const cables = ['a:2 <-> hub:1', 'hub:2 <-> b:2', 'hub:3 <-> disk:1']
    const observed = await shown(inputs, cables, { devices: { hub, disk } })
    expect(thunderboltLink.findings(inputs, observed)).toContainEqual(
      expect.objectContaining({ what: 'Envoy Ultra shares the Thunderbolt controller of a:2 <-> b:2' }),
    )
  })

  it('does not share it with a disk at another receptacle', async () => {
    const inputs = link('a:2', 'b:2')
    const observed = await shown(inputs, ['a:2 <-> b:2', 'a:3 <-> disk:1'], { devices: { disk } })
    expect(thunderboltLink.findings(inputs, observed)).toEqual([])
  })
})

describe('the receptacle of a Mac Studio beside Ethernet', () => {
  const inputs = link('a:1', 'b:2')

  it('is warned of while its RDMA port was not seen active', async () => {
    const observed = await shown(inputs, ['a:1 <-> b:2'])
    expect(thunderboltLink.findings(inputs, observed)).toMatchObject([
      { mac: 'a', danger: 'warning', what: expect.stringMatching(/^a:1 is the receptacle beside Ethernet/) as string },
    ])
  })

  it('is warned of no more once its RDMA port is active', async () => {
    const active = (world: World) => {
      for (const mac of Object.values(world.macs)) {
        mac.storedBridges = {}
        mac.kernel.bridges = {}
        enableRdma(world, mac.name)
      }
    }
    const observed = await shown(inputs, ['a:1 <-> b:2'], { change: active })
    expect(observed.rdma?.['a:1']).toBe('PORT_ACTIVE')
    expect(thunderboltLink.findings(inputs, observed)).toEqual([])
    const down = await shown(inputs, ['a:1 <-> b:2'], {
      change: (world) => {
        active(world)
        setFault(world, 'a', 'rdma port stuck down', 'rdma_en2')
      },
    })
    expect(thunderboltLink.findings(inputs, down)).toHaveLength(1)
  })

  it('is no matter where no RDMA is wanted, nor on another Mac', async () => {
    const slow = link('a:1', 'b:2', { minimumGbps: 40 })
    expect(thunderboltLink.findings(slow, await shown(slow, ['a:1 <-> b:2']))).toEqual([])
    const book = link('a:2', 'b:1')
    const observed = await shown(book, ['a:2 <-> b:1'], { macs: { a: STUDIO, b: { model: 'Mac17,7' } } })
    expect(thunderboltLink.findings(book, observed)).toEqual([])
  })
})

describe('a cable with a past', () => {
  const event = (at: string, gbps: number | null) => ({
    ...{ at: `2026-10-${at}T08:00Z`, gbps, through: 'direct' as const },
    is: gbps === null ? ('apart' as const) : ('linked' as const),
  })
  const withHistory = async (history: ThunderboltLinkObserved['history']) => {
    const inputs = link('a:2', 'b:2')
    return thunderboltLink.findings(inputs, { ...(await shown(inputs, ['a:2 <-> b:2'])), history })
  }

  it('that was lost again and again has a plug to secure', async () => {
    const flaps = ['01', '03', '05', '07', '09', '11', '13'].map((day, at) => event(day, at % 2 === 0 ? 80 : null))
    expect(await withHistory(flaps)).toMatchObject([
      {
        danger: 'warning',
        what: 'a:2 <-> b:2 was lost 3 times in 30 days',
        remedy: expect.stringMatching(/^Secure the plugs in a:2 and b:2/) as string,
      },
    ])
    expect(await withHistory(flaps.slice(0, 5))).toEqual([])
  })

  it('that came back slower again and again is to be replaced', async () => {
    const slower = [80, 40, 80, 40, 80, 20, 80].map((gbps, at) => event(`0${at + 1}`, gbps))
    expect((await withHistory(slower)).map(({ what }) => what)).toEqual([
      'a:2 <-> b:2 came back slower 3 times in 30 days',
    ])
  })
})

describe('a cable that no link declares', () => {
  it('is named once, with the line that would declare it', async () => {
    const both: [LinkEnd, LinkEnd][] = [
      [end('a:2'), end('b:2')],
      [end('a:3'), end('b:3')],
    ]
    const links = both.map(([a, b]) => link(`${a.mac}:${a.receptacle}`, `${b.mac}:${b.receptacle}`, { declared: both }))
    const world = newWorld({
      lab: 'x',
      seed: 1,
      macs: { a: STUDIO, b: STUDIO },
      cables: ['a:2 <-> b:2', 'a:3 <-> b:3'],
    })
    addCable(world, 'a:5', 'b:5', null)
    settle(world)
    const observed = await look(world, links)
    const findings = links.flatMap((inputs) => thunderboltLink.findings(inputs, observed))
    expect(findings).toMatchObject([
      {
        what: 'the cable between a:5 and b:5 is in no link of the lab',
        remedy: 'Take away the cable between a:5 and b:5, or declare it: a:5 <-> b:5',
      },
    ])
    expect(links.flatMap((inputs) => thunderboltLink.diff(inputs, observed))).toEqual([])
  })
})

describe('what to declare instead of moving a plug', () => {
  const remedyOf = async (cables: (string | SlowCable)[], inputs = link('a:2', 'b:2')) =>
    thunderboltLink.findings(inputs, await shown(inputs, cables)).map(({ remedy }) => remedy)

  it('is what is plugged in, where that joins the same Macs as fast', async () => {
    expect(await remedyOf(['a:2 <-> b:3'])).toEqual([
      'Move the plug in b:3 to b:2. Or declare what is plugged in: a:2 <-> b:3 in place of a:2 <-> b:2',
    ])
  })

  it('is not offered for a slow cable, nor where there is none', async () => {
    const all = [...(await remedyOf([{ between: 'a:2 <-> b:3', gbps: 40 }])), ...(await remedyOf([]))]
    expect(all).toHaveLength(2)
    for (const remedy of all) expect(remedy).not.toMatch(/Or declare/)
  })

  it('says the speed where less is declared', async () => {
    const [remedy] = await remedyOf([{ between: 'a:2 <-> b:3', gbps: 40 }], link('a:2', 'b:2', { minimumGbps: 40 }))
    expect(remedy).toMatch(/Or declare what is plugged in: \{ between: \[a:2, b:3\], minimumGbps: 40 \}/)
  })
})
