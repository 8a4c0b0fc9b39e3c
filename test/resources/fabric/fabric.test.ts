import { describe, expect, it } from 'vitest'
import { fabric } from '../../../src/resources/fabric/fabric.js'
import type { FabricObserved, FabricPortObserved } from '../../../src/resources/fabric/outputs.js'
import { BRIDGED, DECLARED, RIGHT, seen } from './cases.js'

const all = (observed: FabricObserved) => fabric.diff(DECLARED, observed)

describe('the fabric of a Mac', () => {
  it.each<[string, FabricPortObserved, Partial<FabricObserved>, string[]]>([
    ['nothing when all is as declared', RIGHT, {}, []],
    [
      'every layer of a port out of the box',
      BRIDGED,
      {},
      ['ports.2.storedBridge', 'ports.2.kernelBridge', 'ports.2.service', 'serviceOrder'],
    ],
    [
      'the stored bridge alone: it would be back after a hotplug',
      { ...RIGHT, inStoredBridge: true },
      {},
      ['ports.2.storedBridge'],
    ],
    [
      'the kernel bridge alone, and no address while bridged',
      { ...RIGHT, inKernelBridge: true, addresses: [] },
      {},
      ['ports.2.kernelBridge'],
    ],
    ['a port that is down', { ...RIGHT, up: false, carrier: false, addresses: [] }, {}, ['ports.2.up']],
    ['a service that is off', { ...RIGHT, serviceEnabled: false, addresses: [] }, {}, ['ports.2.serviceEnabled']],
    [
      'a service that went back to DHCP',
      { ...RIGHT, storedAddress: null, storedNetmask: null, addresses: ['169.254.3.4'] },
      {},
      ['ports.2.address'],
    ],
    ['another mask', { ...RIGHT, storedNetmask: '255.255.255.0' }, {}, ['ports.2.address']],
    ['an address that the cabled port has not got', { ...RIGHT, addresses: [] }, {}, ['ports.2.live']],
    ['nothing for an address that waits for a cable', { ...RIGHT, carrier: false, addresses: [] }, {}, []],
    ['a receptacle that is not there', { ...RIGHT, interface: null }, {}, ['ports.2.interface']],
    ['a port in another bridge', { ...RIGHT, heldBy: 'bridge100' }, {}, ['ports.2.heldBy']],
    [
      'Thunderbolt before Wi-Fi in the order',
      RIGHT,
      { serviceOrder: ['Ethernet', 'macloom Thunderbolt 2', 'Wi-Fi'] },
      ['serviceOrder'],
    ],
    [
      'the service of a bridge that has no port left',
      RIGHT,
      { bridge: { service: { name: 'Pont Thunderbolt', enabled: true }, stored: null, kernel: [] } },
      ['bridge.service'],
    ],
  ])('changes %s', (_name, port, changes, expected) => {
    expect(all(seen(port, changes)).map(({ path }) => path)).toEqual(expected)
  })

  it('keeps a service that exists under its own name', () => {
    const port = { ...BRIDGED, service: 'Büro 2', serviceEnabled: true }
    const changes = all(seen(port, { serviceOrder: ['Büro 2', 'Wi-Fi'] }))
    expect(changes.find(({ path }) => path === 'serviceOrder')?.to).toEqual(['Wi-Fi', 'Büro 2'])
    expect(changes.find(({ path }) => path === 'ports.2.address')?.to).toBe('10.77.0.1/255.255.255.252')
  })

  it('says what a bridged port endangers', () => {
    const [, kernel] = all(seen(BRIDGED))
    expect(kernel).toMatchObject({
      risk: 'drops traffic',
      what: expect.stringContaining('storm the network') as string,
    })
  })

  it('has nothing to do on a Mac without declared ports', () => {
    const observed = seen(BRIDGED, { ports: [] })
    expect(fabric.diff({ ...DECLARED, ports: [] }, observed)).toEqual([])
  })

  it('shows a bridged port as one that is not declared', () => {
    expect(fabric.mirror(DECLARED, seen(BRIDGED)).ports).toEqual([])
    expect(fabric.mirror(DECLARED, seen(RIGHT))).toEqual(DECLARED)
    const moved = { ...RIGHT, storedAddress: '10.0.0.9' }
    expect(fabric.mirror(DECLARED, seen(moved)).ports).toMatchObject([{ address: '10.0.0.9' }])
  })

  it('notes a service of ours that no link uses any more', () => {
    const observed = seen(RIGHT, { serviceOrder: ['Wi-Fi', 'macloom Thunderbolt 2', 'macloom Thunderbolt 4'] })
    expect(fabric.findings(DECLARED, observed)[0]?.what).toMatch(/^macloom Thunderbolt 4 is still there/)
  })

  it.each<[string, number | null, RegExp]>([
    ['at another index', 2, /the IPv4 address of receptacle 2 stands at GID index 2/],
    ['nowhere', null, /the IPv4 address of receptacle 2 is not in the address table/],
  ])('warns of an IPv4 address %s in the table that JACCL reads at index 1', (_name, index, what) => {
    const observed = seen(RIGHT, { ipv4Gids: [{ receptacle: 2, index }], gidTried: [2] })
    expect(fabric.findings(DECLARED, observed)[0]).toMatchObject({
      danger: 'warning',
      what: expect.stringMatching(what) as string,
    })
    expect(all(observed)).toEqual([])
  })

  it('brings an IPv4 address to GID index 1 by its service, once after each boot, when nothing else is to be done', () => {
    const ipv4Gids = [{ receptacle: 2, index: 2 }]
    expect(all(seen(RIGHT, { ipv4Gids }))).toMatchObject([
      { path: 'ports.2.gid', to: 1, what: expect.stringContaining('macloom Thunderbolt 2 off and on') as string },
    ])
    expect(all(seen(RIGHT, { ipv4Gids, gidTried: [2] }))).toEqual([])
    expect(all(seen({ ...RIGHT, addresses: [] }, { ipv4Gids })).map(({ path }) => path)).toEqual(['ports.2.live'])
  })

  it.each([
    ['time', /did not come back to confirm/],
    ['restart', /was restarted before/],
  ] as const)('says what its timer took back (%s), and why', (why, cause) => {
    const takenBack = { what: 'take en3 out of bridge0', at: '2026-11-21T16:00:00Z', why, whole: true }
    expect(fabric.findings(DECLARED, seen(BRIDGED, { takenBack }))[0]).toMatchObject({
      danger: 'danger',
      what: expect.stringContaining('by itself at 2026-11-21T16:00:00Z: take en3 out of bridge0') as string,
      cause: expect.stringMatching(cause) as string,
    })
  })

  it('says that it was taken back only in part, when the timer has seen so', () => {
    const takenBack = {
      what: 'take en3 out of bridge0',
      at: '2026-11-21T16:00:00Z',
      why: 'time',
      whole: false,
    } as const
    expect(fabric.findings(DECLARED, seen(BRIDGED, { takenBack }))[0]?.what).toContain('and only in part')
  })

  it('says nothing of an address at index 1, nor of one that is not on the port', () => {
    const warnings = (port: FabricPortObserved, index: number | null) =>
      fabric
        .findings(DECLARED, seen(port, { ipv4Gids: [{ receptacle: 2, index }] }))
        .filter(({ danger }) => danger === 'warning')
    expect(warnings(RIGHT, 1)).toEqual([])
    expect(warnings({ ...RIGHT, carrier: false, addresses: [] }, null)).toEqual([])
  })

  it('holds nothing up for an address table that could not be read', () => {
    const observed = seen(RIGHT, { ipv4Gids: { unknown: 'ibv_devinfo hung' } })
    expect(fabric.doubts?.(DECLARED, observed)).toEqual([])
    expect(fabric.doubts?.(DECLARED, { ...observed, recorded: { unknown: 'odd' } })).toEqual(['recorded: odd'])
  })

  it('notes ports that stay in the bridge', () => {
    expect(fabric.findings(DECLARED, seen(RIGHT))).toMatchObject([
      { danger: 'note', what: 'en2, en4 stay in the Thunderbolt bridge' },
    ])
  })
})

describe('a network change is refused before any write', () => {
  const refuse = (observed: FabricObserved) => () => fabric.refuse?.(DECLARED, observed, all(observed))

  it.each<[string, FabricObserved, RegExp]>([
    ['over the port itself', seen(BRIDGED, { managementInterfaces: ['en3'] }), /managed over en3, and Thunderbolt 2/],
    [
      'over the bridge the port is in',
      seen(BRIDGED, { managementInterfaces: ['bridge0'] }),
      /bridge0, which en3 belongs to/,
    ],
    ['while Internet Sharing holds the port', seen({ ...BRIDGED, heldBy: 'bridge100' }), /bridge100 holds en3/],
    ['for a receptacle that is not there', seen({ ...BRIDGED, interface: null }), /no hardware port "Thunderbolt 2"/],
  ])('%s', (_name, observed, sentence) => {
    expect(refuse(observed)).toThrow(sentence)
    expect(refuse(observed)).toThrow(expect.objectContaining({ trouble: 'precondition' }))
  })

  it('over a USB adapter that lives in the bridge the port is in', () => {
    const bridge = { service: null, stored: ['en3', 'en8'], kernel: ['en3', 'en8'] }
    const observed = seen(BRIDGED, { bridge, managementInterfaces: ['en8'] })
    expect(refuse(observed)).toThrow(/managed over en8, which is in bridge0 with en3/)
    expect(refuse(seen({ ...RIGHT, addresses: [] }, { bridge, managementInterfaces: ['en8'] }))).not.toThrow()
  })

  it.each([
    ['exo', 'io.exo.networksetup', 'takeOwnership: [exo]'],
    ['odyssai', 'eu.odyssai.networksetup', 'takeOwnership: [odyssai]'],
    ['mdm', 'https://mdm.example.com', 'alongside: [mdm]'],
  ] as const)('while %s configures the network too, unless the lab file says what becomes of it', (name, by, words) => {
    const observed = seen(BRIDGED, { owners: [{ name, by }] })
    expect(refuse(observed)).toThrow(by)
    expect(refuse(observed)).toThrow(words)
    const said = name === 'mdm' ? { alongside: [name] } : { takeOwnership: [name] }
    const settled = { ...DECLARED, ...said }
    const changes = fabric.diff(settled, observed)
    expect(() => fabric.refuse?.(settled, observed, changes)).not.toThrow()
    expect(changes.map(({ path }) => path).includes(`owners.${name}`)).toBe(name !== 'mdm')
  })

  it('but not while the Mac is managed over Ethernet, nor over a bridge the port has left', () => {
    expect(refuse(seen(BRIDGED))).not.toThrow()
    const left = { ...RIGHT, addresses: [] }
    expect(refuse(seen(left, { managementInterfaces: ['bridge0'] }))).not.toThrow()
  })
})
