import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { visits, workOrderSheet } from '../../src/report/work-orders.js'
import { fabric } from '../../src/resources/fabric/fabric.js'
import { differences } from '../../src/resources/differences.js'
import { rdma } from '../../src/resources/rdma/rdma.js'
import type { NewWorld } from '../../src/sim/new-world.js'
import { PAIR } from '../sim/lab.js'
import { Stage } from './stage.js'
import { claimAll, tellStory } from './story.js'

tellStory({
  world: { ...PAIR, macs: { 'studio-1': { model: 'Mac15,14' } }, cables: [] },
  kind: rdma,
  inputs: { needs: [], mac: 'studio-1', receptacles: [], enabled: true },
  atFirst: ['enabled'],
  person: {
    orders: [{ mac: 'studio-1', hands: 'enable RDMA in recoveryOS' }],
    hands: (stage) => stage.bench.sim.hands.enableRdma('studio-1'),
  },
  drift: {
    by: (stage) => stage.bench.sim.hands.disableRdma('studio-1'),
    shows: ['enabled'],
    person: {
      orders: [{ mac: 'studio-1', hands: 'enable RDMA in recoveryOS' }],
      hands: (stage) => stage.bench.sim.hands.enableRdma('studio-1'),
    },
  },
})

describe('a Thunderbolt 4 Mac', { timeout: 60_000 }, () => {
  it('is not waited for: it can never do RDMA, and that is a finding', async () => {
    const stage = await Stage.open({ ...PAIR, macs: { mini: { model: 'Mac16,10' } }, cables: [] })
    const { outputs } = await stage.look(rdma, { needs: [], mac: 'mini', receptacles: [], enabled: true })
    await stage.close()
    expect(outputs).toMatchObject({
      ready: { state: 'ready' },
      workOrders: [],
      observed: { state: 'unsupported', history: null },
      findings: [{ danger: 'note', what: 'RDMA on mini is unsupported (hardware), and nothing waits for it' }],
    })
  })
})

/** Four Macs in a row, the last one with Thunderbolt 4. */
const ROW: NewWorld = {
  ...PAIR,
  macs: {
    'studio-1': { model: 'Mac15,14' },
    'studio-2': { model: 'Mac15,14', macos: { version: '27.0', build: '26A428' } },
    'book-1': { model: 'Mac17,7', fileVault: 'on' },
    'mini-1': { model: 'Mac16,10' },
  },
  cables: ['studio-1:2 <-> studio-2:2', 'studio-2:3 <-> book-1:1', 'book-1:2 <-> mini-1:1'],
}

/** Receptacles with their subnet and whether the Mac has its first or its second address. */
const PORTS: Readonly<Record<string, readonly (readonly [receptacle: number, net: number, side: 1 | 2])[]>> = {
  'studio-1': [[2, 0, 1]],
  'studio-2': [[2, 0, 2], [3, 1, 1]], // prettier-ignore
  'book-1': [[1, 1, 2], [2, 2, 1]], // prettier-ignore
  'mini-1': [[1, 2, 2]],
}

describe('four Macs, one of them with Thunderbolt 4', { timeout: 60_000 }, () => {
  let stage: Stage
  const names = Object.keys(ROW.macs)
  const network = (mac: string) => ({
    ...{ needs: [], mac },
    ports: (PORTS[mac] ?? []).map(([receptacle, net, side]) => ({
      ...{ receptacle, address: `10.77.${net}.${side}`, netmask: '255.255.255.252' },
      peerAddress: `10.77.${net}.${3 - side}`,
    })),
  })
  // The cable to the Thunderbolt 4 Mac is none that RDMA could use.
  const wanted = (mac: string) => ({
    ...{ needs: [], mac, enabled: true },
    receptacles: (PORTS[mac] ?? []).flatMap(([receptacle, net]) => (net === 2 ? [] : [receptacle])),
  })
  const up = () => Promise.all(names.map((mac) => stage.settle(rdma, wanted(mac), `urn:rdma:${mac}`)))
  const states = async () => (await up()).map(({ observed }) => observed?.state)
  const hands = () => stage.bench.sim.hands

  beforeAll(async () => {
    stage = await Stage.open(ROW)
    await claimAll(stage, ROW)
  })
  afterAll(() => stage.close())

  it('gives three work orders and one refusal that names the alternative', async () => {
    const outputs = await up()
    expect(outputs.map(({ observed }) => observed?.state)).toEqual([
      ...['awaiting hands', 'awaiting hands', 'awaiting hands', 'unsupported'],
    ])
    const orders = outputs.flatMap(({ workOrders }) => workOrders)
    expect(visits(orders).map(({ mac }) => mac)).toEqual(['book-1', 'studio-1', 'studio-2'])
    expect(outputs.flatMap(({ findings }) => findings)).toMatchObject([
      { mac: 'mini-1', danger: 'note', remedy: expect.stringContaining('ring over TCP') as string },
    ])
    expect(outputs.map(({ ready }) => ready.state)).toEqual(['waiting', 'waiting', 'waiting', 'ready'])
  })

  it('writes one sheet with one visit per Mac, by its macOS, its buttons and its FileVault', async () => {
    const sheet = workOrderSheet((await up()).flatMap(({ workOrders }) => workOrders))
    expect(sheet).toMatch(/^Work orders: 3 visits, one per Mac/)
    const [, book = '', one = '', two = ''] = sheet.split(/\nAt /)
    expect(book).toMatch(/Touch ID/)
    expect(book).toMatch(/FileVault is on/)
    expect(one).toMatch(/Connect a screen and a keyboard/)
    expect(one).not.toMatch(/System Settings/)
    expect(two).toMatch(/System Settings › Privacy & Security › Developer Tools › RDMA over Thunderbolt/)
    expect(sheet).not.toMatch(/mini-1/)
  })

  it('converges the network of all four meanwhile, also that of the Mac that is refused', async () => {
    for (const mac of names) {
      expect(await stage.settle(fabric, network(mac), `urn:fabric:${mac}`)).toMatchObject({ ready: { state: 'ready' } })
    }
    expect(await states()).toEqual(['awaiting hands', 'awaiting hands', 'awaiting hands', 'unsupported'])
  })

  it('goes on with each Mac in turn as a person has been there, and needs no other argument', async () => {
    await hands().switchRdma('studio-2', true)
    expect(await states()).toEqual(['awaiting hands', 'awaiting reboot', 'awaiting hands', 'unsupported'])
    await hands().enableRdma('studio-1')
    expect(await states()).toEqual(['enabled, peer silent', 'awaiting reboot', 'awaiting hands', 'unsupported'])
    await hands().reboot('studio-2')
    expect(await states()).toEqual(['active', 'enabled, peer silent', 'awaiting hands', 'unsupported'])
    await hands().enableRdma('book-1')
    const locked = await up()
    expect(locked.flatMap(({ workOrders }) => workOrders)).toMatchObject([{ mac: 'book-1', hands: 'unlock FileVault' }])
    await hands().unlock('book-1')
    expect(await states()).toEqual(['active', 'active', 'active', 'unsupported'])
    expect((await up()).flatMap(({ workOrders }) => workOrders)).toEqual([])
    expect(stage.told).toEqual([])
  })

  it('tells a later loss from a first wait, at the Mac that lost it and at its neighbour', async () => {
    await hands().disableRdma('studio-1')
    const outputs = await up()
    expect(outputs.map(({ ready }) => ready.state)).toEqual(['waiting', 'waiting', 'ready', 'ready'])
    const dangers = outputs.flatMap(({ findings }) => findings).filter(({ danger }) => danger === 'danger')
    expect(dangers.map(({ what }) => what)).toEqual([
      'RDMA on studio-1 was on in this lab and is off',
      'RDMA on studio-2:2 was active in this lab and is silent',
    ])
    const stored = outputs[0]
    if (stored === undefined) throw new Error('no outputs of studio-1')
    expect(differences(rdma, stored, [], wanted('studio-1'))).toMatchObject([{ path: 'enabled', drift: true }])
    await hands().enableRdma('studio-1')
    expect(await states()).toEqual(['active', 'active', 'active', 'unsupported'])
  })
})
