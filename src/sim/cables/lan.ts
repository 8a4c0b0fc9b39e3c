import { bytesFrom } from '../derive.js'
import { endProcesses, simMark, startOf } from '../processes.js'
import { deeds, deedText, lanOf, namespaces, removeNetwork, removeNetworkOf, type Deed } from './deeds.js'
import { batch, NAMESPACES, run } from './programs.js'

// 198.18.0.0/15 is set aside for tests of networks (RFC 2544), so that no real LAN has it: one /24 for each lab.
const NETS = 512
const FIRST_MAC = 10

export function addressOn(number: number, last: number): string {
  return `198.${18 + (number >> 8)}.${number & 255}.${last}`
}

export function macAddress(number: number, at: number): string {
  return addressOn(number, FIRST_MAC + at)
}

function numberOf(address: string): number | null {
  const [a, b, c] = address.split('.').map(Number)
  return a === 198 && (b === 18 || b === 19) && c !== undefined ? (b - 18) * 256 + c : null
}

/** A Mac's place on the LAN. */
export interface Seat {
  readonly namespace: string
  readonly device: string
  readonly ether: string
}

export interface LanRequest {
  readonly sim: string
  readonly lab: string
  readonly seats: (number: number) => readonly Seat[]
  /** Where a Mac was reached the last time; its network is taken again if it is free. */
  readonly before: string | null
}

/** The LAN of a lab: the one that an earlier process of this sim left, if it is whole, or a new one. */
export async function openLan(request: LanRequest): Promise<number> {
  const { sim, lab } = request
  const left = deeds().find((deed) => deed.sim === sim)
  const owner = { pid: process.pid, start: startOf(process.pid) ?? '' }
  if (left !== undefined && isWhole(left, request)) {
    await run('ip', ['link', 'set', 'dev', lanOf(left.number), 'alias', deedText({ sim, lab, owner })])
    return left.number
  }
  if (left !== undefined) await endProcesses(simMark(sim))
  await removeNetworkOf(sim)
  const number = await claim(request)
  await build({ number, sim, lab, owner }, request.seats(number)).catch(async (error: unknown) => {
    await removeNetwork(number)
    throw error
  })
  return number
}

function isWhole({ number }: Deed, { seats }: LanRequest): boolean {
  const known = namespaces()
  return [lanOf(number), ...seats(number).map(({ namespace }) => namespace)].every((name) => known.includes(name))
}

/** The first number that nobody has: `ip netns add` succeeds for one of those who ask at the same time. */
async function claim({ sim, before }: LanRequest): Promise<number> {
  const start = (before === null ? null : numberOf(before)) ?? bytesFrom(sim).readUInt16BE(0) % NETS
  const routes = await run('ip', ['-4', 'route', 'show', 'table', 'all'])
  for (let at = 0; at < NETS; at += 1) {
    const number = (start + at) % NETS
    if (namespaces().includes(lanOf(number)) || routes.includes(addressOn(number, 0).replace(/0$/, ''))) continue
    try {
      await run('ip', ['netns', 'add', lanOf(number)])
      return number
    } catch (error) {
      if (!namespaces().includes(lanOf(number))) throw error
    }
  }
  throw new Error(`real cables: all ${NETS} lab networks of this machine are taken`)
}

/** A switch in a namespace of its own; this machine and the Ethernet of every Mac are plugged into it. */
async function build(deed: Deed, seats: readonly Seat[]): Promise<void> {
  const lan = lanOf(deed.number)
  await run('ip', ['link', 'add', 'name', lan, 'type', 'veth', 'peer', 'name', 'machine', 'netns', lan])
  await run('ip', ['link', 'set', 'dev', lan, 'alias', deedText(deed)])
  await batch('ip', null, [`address add ${addressOn(deed.number, 1)}/24 dev ${lan}`, `link set dev ${lan} up`])
  await withoutIpv6(lan)
  await batch('ip', lan, ['link add name lan type bridge', 'link set dev lan up', 'link set dev machine master lan up'])
  for (const [at, { namespace, device, ether }] of seats.entries()) {
    await run('ip', ['netns', 'add', namespace])
    await withoutIpv6(namespace)
    await batch('ip', namespace, ['link set dev lo up'])
    const mac = `link add name ${device} address ${ether} netns ${namespace} type veth peer name mac${at} netns ${lan}`
    await batch('ip', null, [mac])
    await batch('ip', lan, [`link set dev mac${at} master lan up`])
  }
}

// The kernel would talk on every interface that comes up, under addresses that the world does not know. Loopback has
// been there before, and keeps it.
async function withoutIpv6(namespace: string): Promise<void> {
  const setting = '/proc/sys/net/ipv6/conf/default/disable_ipv6'
  const shell = ['sh', '-c', `[ ! -e ${setting} ] || echo 1 > ${setting}`]
  await run('nsenter', [`--net=${NAMESPACES}/${namespace}`, '--', ...shell])
}
