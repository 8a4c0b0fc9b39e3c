import { neighbours } from '../lab/link.js'
import type { Lab } from '../lab/schema.js'
import type { LaunchFile, LaunchHost, RdmaCell } from '../mlx/host-file.js'
import { ethernetAddress, type PlannedLink } from './links.js'
import { ringAlong, type Roads } from './ring.js'
import type { WiringVerdict } from './wiring.js'

/** What only the Macs themselves know: the interface of a receptacle, the address that the Mac is reached at. */
export interface Found {
  readonly interfaceOf: (end: PlannedLink['ends'][number]) => string | null
  readonly addressOf: (mac: string) => string | null
}

/** Over Ethernet: every Mac with its address, and no backend, as `mlx.distributed_config --over ethernet` has it. */
export function ethernetHosts(lab: Lab, macs: readonly string[], found: Found): LaunchFile {
  return { backend: '', envs: [], hosts: macs.map((mac) => hostOf(lab, mac, addressesOf(lab, mac, found), [])) }
}

/** Over the declared cables, with the backend that the wiring allows; or why there is none. */
export function cableHosts(
  roads: Roads,
  { macs, backend, allows }: WiringVerdict,
  found: Found,
): LaunchFile | { readonly missing: string } {
  const ordered = { ring: allows.ring.order, 'jaccl-ring': allows.jacclRing.order, jaccl: macs }
  const order = backend === null ? null : ordered[backend]
  if (backend === null || order === null) return { missing: allows.ring.why }
  if (backend === 'ring') return ringHosts(roads, order)
  const pairs = backend === 'jaccl' ? everyTwo(order) : neighbours(order)
  const cells = new Map(pairs.map(([a, b]) => [pairKey(a, b), devicesBetween(roads, a, b, found)]))
  const cables = Math.min(...[...cells.values()].map((devices) => devices.length))
  if (cables === 0) return { missing: 'the interface of a declared receptacle could not be looked up' }
  const cell = (own: string, other: string): RdmaCell => {
    const devices = (cells.get(pairKey(own, other)) ?? []).slice(0, cables).map((device) => device[own] ?? '')
    return devices.length === 0 ? null : devices.length === 1 ? (devices[0] ?? null) : devices
  }
  const hosts = order.map((own) => {
    const rdma = order.map((other) => (other === own ? null : cell(own, other)))
    return hostOf(roads.lab, own, addressesOf(roads.lab, own, found), rdma)
  })
  return { backend, envs: [], hosts }
}

function ringHosts(roads: Roads, order: readonly string[]): LaunchFile | { readonly missing: string } {
  const ring = ringAlong(order, roads)
  if ('missing' in ring) return ring
  return {
    backend: 'ring',
    envs: [],
    hosts: order.map((mac, rank) => hostOf(roads.lab, mac, ring.addresses[rank] ?? [], [])),
  }
}

/** Per cable the RDMA device at each end, in the order in which MLX counts cables: by the interface of the Mac named first. */
function devicesBetween({ lab, links }: Roads, a: string, b: string, { interfaceOf }: Found): Record<string, string>[] {
  const first = Object.keys(lab.macs).find((mac) => mac === a || mac === b) ?? a
  return links
    .filter(({ macs }) => macs.includes(a) && macs.includes(b))
    .flatMap(({ ends }) => {
      const named = ends.map((end) => [end.mac, interfaceOf(end)] as const)
      return named.some(([, device]) => device === null)
        ? []
        : [Object.fromEntries(named.map(([mac, device]) => [mac, `rdma_${device ?? ''}`]))]
    })
    .sort((one, other) => ((one[first] ?? '') < (other[first] ?? '') ? -1 : 1))
}

function hostOf({ macs, ssh }: Lab, mac: string, ips: readonly string[], rdma: readonly RdmaCell[]): LaunchHost {
  const user = macs[mac]?.user ?? ssh.user
  const address = macs[mac]?.address ?? mac
  return { ssh: user === undefined ? address : `${user}@${address}`, ips, rdma }
}

// What the lab file says of Ethernet comes first: an address that was seen may be another tomorrow.
function addressesOf(lab: Lab, mac: string, { addressOf }: Found): string[] {
  const declared = ethernetAddress(lab, mac)
  const own = /^\d+\.\d+\.\d+\.\d+$/.test(declared) ? declared : addressOf(mac)
  return own === null ? [] : [own]
}

function everyTwo(macs: readonly string[]): [string, string][] {
  return macs.flatMap((a, index) => macs.slice(index + 1).map((b): [string, string] => [a, b]))
}

function pairKey(a: string, b: string): string {
  return [a, b].sort().join(' ')
}
