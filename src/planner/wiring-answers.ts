import { cablesOfMesh, limitsOf, MESH_RANKS } from './mesh-limit.js'
import { SEARCHED } from './round-trip.js'
import { apartIn, islandsOf, lineOrder, ringOrder } from './topology.js'
import type { WiredMac, Wire } from './wires.js'

/** Whether a wiring allows something, and why in one line. */
export interface Answer {
  readonly can: boolean
  readonly why: string
}

/** The same of something that has an order of the ranks; null when it cannot be. */
export interface OrderedAnswer extends Answer {
  readonly order: readonly string[] | null
}

export interface Answers {
  /** RDMA between every two. */
  readonly jaccl: Answer
  /** RDMA between neighbours of a round trip. */
  readonly jacclRing: OrderedAnswer
  /** TCP between neighbours of a round trip. */
  readonly ring: OrderedAnswer
  /** Ranks in a line, each with part of the layers. */
  readonly pipeline: OrderedAnswer
  /** Several groups that each serve the whole model. */
  readonly pools: Answer
}

type Macs = readonly WiredMac[]
type Wires = readonly Wire[]

export function answersFor(macs: Macs, wires: Wires): Answers {
  return {
    jaccl: jaccl(macs, wires),
    jacclRing: jacclRing(macs, wires),
    ring: ring(macs, wires),
    pipeline: pipeline(macs, wires),
    pools: pools(macs, wires),
  }
}

const ALONE = 'one Mac by itself needs no backend'

function jaccl(macs: Macs, wires: Wires): Answer {
  const names = namesOf(macs)
  if (macs.length === 1) return no(ALONE)
  const apart = apartIn(names, wires.filter(isCable))
  if (apart.length > 0) return no(`${cabled(apart)}; a mesh needs a cable between every two${tooFew(macs)}`)
  if (macs.length > MESH_RANKS)
    return no(`MLX takes at most ${MESH_RANKS} ranks in a mesh, and these are ${macs.length}`)
  const against = withoutRdma(macs, wires, apartIn(names, wires.filter(takesRdma)))
  if (against !== null) return no(against)
  return yes(`every two are cabled (${pairs(cablesOfMesh(macs.length))}), and RDMA is on at every Mac`)
}

function jacclRing(macs: Macs, wires: Wires): OrderedAnswer {
  const names = namesOf(macs)
  if (macs.length === 1) return unordered(ALONE)
  const cables = wires.filter(isCable)
  const any = ringOrder(names, cables)
  if (any === null) return unordered(noRoundTrip(macs, cables))
  const order = ringOrder(names, wires.filter(takesRdma))
  const against = withoutRdma(macs, wires, order === null ? apartIn(names, wires.filter(takesRdma)) : [])
  if (order === null || against !== null) return unordered(against ?? 'no round trip over cables that take RDMA')
  return { ...yes(`the cables go round: ${round(order)}; RDMA is on at every Mac`), order }
}

function ring(macs: Macs, wires: Wires): OrderedAnswer {
  const names = namesOf(macs)
  if (macs.length === 1) return unordered(ALONE)
  const overCables = ringOrder(names, wires.filter(isCable))
  const order = overCables ?? ringOrder(names, wires)
  if (order === null) return unordered(noRoundTrip(macs, wires))
  const over = overCables === null ? (wires.some(isCable) ? ', partly over Ethernet' : ', over Ethernet') : ''
  return { ...yes(`TCP goes round: ${round(order)}${over}`), order }
}

function pipeline(macs: Macs, wires: Wires): OrderedAnswer {
  const names = namesOf(macs)
  if (macs.length === 1) return { ...yes('all layers on one Mac'), order: names }
  const closed = ringOrder(names, wires)
  if (closed !== null)
    return { ...yes(`in the order ${closed.join(', ')}, and back to ${closed[0] ?? ''}`), order: closed }
  const order = lineOrder(names, wires)
  if (order === null) return unordered(`no line along the cables goes through all ${macs.length} Macs${beyond(macs)}`)
  const [first = '', last = ''] = [order[0], order.at(-1)]
  const back = `the token has no way back from ${last} to ${first}: declare ${last}:ethernet <-> ${first}:ethernet, or a cable`
  return { ...yes(`in the order ${order.join(', ')}; ${back}`), order }
}

function pools(macs: Macs, wires: Wires): Answer {
  const islands = islandsOf(namesOf(macs), wires)
  if (macs.length === 1) return no('one Mac is one replica')
  if (islands.length === 1) return yes(`each of the ${macs.length} Macs can serve a model that fits it by itself`)
  return yes(
    `${islands.length} groups without a cable between them: ${islands.map((island) => island.join(' + ')).join(', ')}`,
  )
}

/** Why RDMA does not go all the way; null when it does. `apart`: pairs that would need it and have no cable that takes it. */
function withoutRdma(macs: Macs, wires: Wires, apart: readonly (readonly [string, string])[]): string | null {
  const never = macs.filter(({ rdma }) => rdma === 'unsupported').map(({ name }) => name)
  if (never.length > 0) return `${never.join(', ')} cannot do RDMA: it needs Thunderbolt 5; the ring over TCP remains`
  const blocked = wires.find(
    ({ macs: [a, b], againstRdma }) =>
      againstRdma !== null && apart.some((pair) => pair.includes(a) && pair.includes(b)),
  )
  if (blocked !== undefined) return `${blocked.key} takes no RDMA: ${blocked.againstRdma ?? ''}`
  const off = macs.filter(({ rdma }) => rdma === 'off').map(({ name }) => name)
  if (off.length > 0) return `RDMA is off on ${off.join(', ')}`
  const unknown = macs.filter(({ rdma }) => rdma === 'unknown').map(({ name }) => name)
  return unknown.length > 0 ? `whether RDMA is on at ${unknown.join(', ')} is not known` : null
}

function noRoundTrip(macs: Macs, wires: Wires): string {
  const names = namesOf(macs)
  const apart = islandsOf(names, wires)
  if (apart.length > 1) return `the Macs are in ${apart.length} groups without a cable between them`
  const ends = names.filter(
    (mac) => new Set(wires.flatMap((wire) => (wire.macs.includes(mac) ? wire.macs : []))).size < 3,
  )
  const why = ends.length === 0 ? '' : `; ${ends.join(', ')} ${ends.length === 1 ? 'has' : 'have'} only one neighbour`
  return `no round trip along the cables goes through all ${macs.length} Macs${why}${beyond(macs)}`
}

/** What else there is where the receptacles do not allow a mesh of so many. */
function tooFew(macs: Macs): string {
  const most = limitsOf(macs).mesh[0]
  if (most === undefined || most.macs < 2 || macs.length <= most.macs) return ''
  return `, and ${most.why}: a mesh of ${most.macs} at most; take a ring, or pools of up to ${most.macs}`
}

function beyond(macs: Macs): string {
  return macs.length > SEARCHED ? ` (orders of more than ${SEARCHED} Macs are not searched)` : ''
}

function cabled(apart: readonly (readonly [string, string])[]): string {
  const [first = ['', ''] as const] = apart
  const more = apart.length === 1 ? '' : `, nor are ${pairs(apart.length - 1)} more`
  return `${first[0]} and ${first[1]} are not cabled${more}`
}

function pairs(count: number): string {
  return count === 1 ? 'one pair' : `${count} pairs`
}

function round(order: readonly string[]): string {
  return [...order, order[0] ?? ''].join(' – ')
}

function takesRdma(wire: Wire): boolean {
  return isCable(wire) && wire.againstRdma === null
}

function isCable({ kind }: Wire): boolean {
  return kind !== 'ethernet'
}

function namesOf(macs: Macs): string[] {
  return macs.map(({ name }) => name)
}

function yes(why: string): Answer {
  return { can: true, why }
}

function no(why: string): Answer {
  return { can: false, why }
}

function unordered(why: string): OrderedAnswer {
  return { can: false, why, order: null }
}
