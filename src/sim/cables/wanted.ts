import { cableAt, receptacleOf, textOf } from '../cabling.js'
import { bridgeOf } from '../kernel.js'
import type { Address, KernelInterface, SimMac, World } from '../world.js'
import { farPort, type PortAt } from './pairs.js'
import { stormingEnds } from './storms.js'

/** An interface as the kernel shall have it. */
export interface WantedPort {
  readonly name: string
  readonly ether: string
  readonly up: boolean
  readonly bridge: string | null
  /** With their prefix lengths, `10.77.0.1/30`. */
  readonly addresses: readonly string[]
  /** The cable in it; null for Ethernet, which nobody unplugs. */
  readonly cable: Cabled | null
  readonly megabits: number | null
}

/** Two interfaces that one cable joins: a veth pair. */
export interface Cabled {
  /** The same words at both ends, and other ones for any other cable. */
  readonly name: string
  readonly far: PortAt
}

export interface WantedBridge {
  readonly name: string
  readonly up: boolean
  readonly ether: string | null
  readonly addresses: readonly string[]
}

export interface WantedNetwork {
  readonly ports: readonly WantedPort[]
  readonly bridges: readonly WantedBridge[]
}

/**
 * The networks of all Macs as the world has them: their Ethernet, and of their receptacles those that a cable joins to
 * another Mac. A Mac that is off has its Ethernet, down.
 */
export function wantedNetworks(world: World): ReadonlyMap<string, WantedNetwork> {
  const storming = stormingEnds(world)
  return new Map(Object.values(world.macs).map((mac) => [mac.name, wantedNetwork(world, mac, storming)]))
}

const OFF = { up: false, bridge: null, addresses: [] } as const

function wantedNetwork(world: World, mac: SimMac, storming: ReadonlySet<string>): WantedNetwork {
  const entries = Object.entries(mac.kernel.interfaces)
  const ethernet = entries.filter(([device]) => mac.lan?.device === device)
  const lan = ethernet.map(([device, port]) => plainPort(mac, device, port))
  if (!mac.on) return { ports: lan.map((port) => ({ ...port, ...OFF })), bridges: [] }
  const cabled = entries.flatMap(([device, port]) => cabledPort(world, plainPort(mac, device, port), mac, storming))
  const bridges = Object.entries(mac.kernel.bridges).map(([name, { up, members, addresses }]) => {
    const first = members.map((member) => mac.kernel.interfaces[member]?.mac).find((ether) => ether !== undefined)
    return { name, up, ether: mac.bridgeEther ?? first ?? null, addresses: addresses.map(withPrefix) }
  })
  return { ports: [...lan, ...cabled], bridges }
}

function plainPort(mac: SimMac, name: string, { mac: ether, up, addresses }: KernelInterface): WantedPort {
  const own = { name, ether, up, bridge: bridgeOf(mac, name), addresses: addresses.map(withPrefix) }
  return { ...own, cable: null, megabits: null }
}

function cabledPort(world: World, port: WantedPort, mac: SimMac, storming: ReadonlySet<string>): WantedPort[] {
  const receptacle = receptacleOf(mac, port.name)
  if (receptacle === null) return []
  const here = { mac: mac.name, receptacle }
  const far = farPort(world, here)
  if (far === null) return []
  const name = [`${mac.name}.${port.name}`, `${far.mac}.${far.device}`].sort().join('=')
  const limits = [here, far.end].flatMap((end) => cableAt(world, end)?.rateMbit ?? [])
  if (storming.has(textOf(here))) limits.push(STORM)
  return [{ ...port, cable: { name, far }, megabits: limits.length === 0 ? null : Math.min(...limits) }]
}

// No spanning tree runs on a Thunderbolt bridge (facts 2.1), so in a ring of bridges one broadcast goes round for ever.
// It does here too, but not at the cost of all that this machine's processors can do.
const STORM = 2

function withPrefix({ address, netmask }: Address): string {
  const ones = netmask.split('.').map((part) => Number(part).toString(2).replaceAll('0', '').length)
  return `${address}/${ones.reduce((sum, each) => sum + each, 0)}`
}
