import { describe, expect, it } from 'vitest'
import type { SeenPort } from '../../../src/sim/cables/seen.js'
import { adjustments, limits, removals } from '../../../src/sim/cables/steps.js'
import { wantedNetworks, type WantedNetwork, type WantedPort } from '../../../src/sim/cables/wanted.js'
import { limit, plug, shutDown, unplug } from '../../../src/sim/hands-on-world.js'
import { newWorld } from '../../../src/sim/new-world.js'
import type { World } from '../../../src/sim/world.js'
import { run } from '../tools/run.js'

const MODEL = { model: 'Mac16,11' }
const LINE = ['a:1 <-> b:1', 'b:2 <-> c:1']

function three(cables: readonly string[] = LINE): World {
  return newWorld({ lab: 'wanted', seed: 1, macs: { a: MODEL, b: MODEL, c: MODEL }, cables })
}

function network(world: World, mac: string): WantedNetwork {
  const found = wantedNetworks(world).get(mac)
  if (found === undefined) throw new Error(`no network of ${mac}`)
  return found
}

const port = (world: World, mac: string, name: string): WantedPort | undefined =>
  network(world, mac).ports.find((each) => each.name === name)

/** A kernel that has exactly what is wanted. */
function having({ ports, bridges }: WantedNetwork): Map<string, SeenPort> {
  const seen = ports.map(
    ({ name, cable, ...port }) => [name, { ...port, kind: 'veth', cable: cable?.name ?? null }] as const,
  )
  const rest = bridges.map(({ name, ...bridge }) => [name, { ...bridge, ...NO_PORT, kind: 'bridge' }] as const)
  return new Map<string, SeenPort>([...seen, ...rest])
}

const NO_PORT = { bridge: null, cable: null, megabits: null }

describe('the network that a world wants', () => {
  it('has one interface per receptacle with a cable, both ends of which bear the same name', () => {
    const world = three()
    expect(network(world, 'a').ports.map(({ name }) => name)).toEqual(['en0', 'en2'])
    expect(network(world, 'b').ports.map(({ name }) => name)).toEqual(['en0', 'en2', 'en3'])
    expect(port(world, 'a', 'en2')?.cable?.name).toBe('a.en2=b.en2')
    expect(port(world, 'b', 'en2')?.cable?.name).toBe('a.en2=b.en2')
  })

  it('loses what is unplugged and what hangs on a Mac that is off', () => {
    const world = three()
    unplug(world, 'a:1')
    expect(port(world, 'a', 'en2')).toBeUndefined()
    shutDown(world, 'b')
    expect(port(world, 'c', 'en2')).toBeUndefined()
    expect(network(world, 'b')).toMatchObject({ ports: [{ name: 'en0', up: false, addresses: [] }], bridges: [] })
  })

  it('follows what ifconfig did to bridge, interface and addresses', async () => {
    const world = three()
    expect(port(world, 'a', 'en2')).toMatchObject({ bridge: 'bridge0', up: true, addresses: [] })
    await run(world, 'a', ['ifconfig', 'bridge0', 'deletem', 'en2'])
    expect(port(world, 'a', 'en2')).toMatchObject({ bridge: null, up: false })
    await run(world, 'a', ['ifconfig', 'en2', '10.77.0.1/30', 'up'])
    expect(port(world, 'a', 'en2')).toMatchObject({ up: true, addresses: ['10.77.0.1/30'] })
  })

  it('limits a cable at both ends, and every cable of a ring of bridges, so that a storm stays small', () => {
    const world = three()
    limit(world, 'b:1', 200)
    expect([port(world, 'a', 'en2'), port(world, 'b', 'en2')].map((each) => each?.megabits)).toEqual([200, 200])
    expect(port(world, 'b', 'en3')?.megabits).toBeNull()
    plug(world, 'c:2', 'a:2')
    expect(network(world, 'b').ports.map(({ megabits }) => megabits)).toEqual([null, 2, 2])
    unplug(world, 'c:2')
    limit(world, 'b:1', null)
    expect(network(world, 'b').ports.map(({ megabits }) => megabits)).toEqual([null, null, null])
  })
})

describe('the steps from the kernel’s network to the wanted one', () => {
  it('are none where nothing differs', () => {
    const wanted = network(three(), 'b')
    const seen = having(wanted)
    expect([removals(wanted, seen), adjustments(wanted, seen), limits(wanted, seen)]).toEqual([[], [], []])
  })

  it('remove the interface of another cable, and leave alone what bears no name of ours', () => {
    const wanted = network(three(), 'a')
    const stranger: SeenPort = { ...NO_PORT, kind: 'dummy', ether: null, up: true, addresses: [] }
    const seen = having(wanted)
      .set('en2', { ...stranger, cable: 'a.en2=c.en4' })
      .set('tap0', stranger)
    expect(removals(wanted, seen)).toEqual(['link del dev en2'])
  })

  it('bring master, addresses and state one by one', async () => {
    const world = three()
    const seen = having(network(world, 'a'))
    for (const words of [
      ['bridge0', 'deletem', 'en2'],
      ['en2', '10.77.0.1/30', 'up'],
    ])
      await run(world, 'a', ['ifconfig', ...words])
    const lines = adjustments(network(world, 'a'), seen)
    expect(lines).toContain('link set dev en2 nomaster')
    expect(lines).toContain('address add 10.77.0.1/30 broadcast + dev en2')
    expect(lines.filter((line) => line.startsWith('address del 169.254.'))).toHaveLength(1)
  })
})
