import { neighbours } from '../lab/link.js'
import type { Lab } from '../lab/schema.js'
import { ethernetAddress, type EthernetLink, type Joint, type PlannedLink } from './links.js'
import { endAddresses } from './subnets.js'
import { ringOrder, SHAPE_WORDS, shapeOf } from './topology.js'

export interface Ring {
  /** By rank: the addresses it listens on, its own ends of the cables to the rank before it. */
  readonly addresses: readonly (readonly string[])[]
  /** Cables between every two neighbours: as many as the pair with the fewest has. */
  readonly cables: number
}

/** What a ring can go over: cables first, Ethernet between two Macs that no cable joins. */
export interface Roads {
  readonly lab: Lab
  readonly links: readonly PlannedLink[]
  readonly ethernet: readonly EthernetLink[]
  readonly subnets: Readonly<Record<string, string>>
}

/** Lays a ring along the cables in the order of the ranks, or says which cable is missing. */
export function ringAlong(macs: readonly string[], roads: Roads): Ring | { readonly missing: string } {
  if (macs.length === 1) return { addresses: [[]], cables: 0 }
  const pairs = neighbours(macs)
  const gaps = pairs.filter(([a, b]) => between(roads, a, b).length === 0)
  if (gaps.length > 0) return { missing: missingSentence(macs, gaps, [...roads.links, ...roads.ethernet]) }
  const cables = Math.min(...pairs.map(([a, b]) => between(roads, a, b).length))
  const addresses = macs.map((mac, rank) => {
    const before = macs[(rank + macs.length - 1) % macs.length] ?? mac
    return between(roads, before, mac)
      .slice(0, cables)
      .map((road) => (road.kind === 'ethernet' ? ethernetAddress(roads.lab, mac) : addressOf(road, mac, roads.subnets)))
  })
  return { addresses, cables }
}

/** The address of a Mac's own end of a link. */
export function addressOf(link: PlannedLink, mac: string, subnets: Readonly<Record<string, string>>): string {
  const [first, second] = endAddresses(subnets[link.key] ?? '')
  return link.ends[0].mac === mac ? first : second
}

/** What the traffic of a ring between these Macs goes over. */
export function roadsBetween(macs: readonly string[], roads: Roads): (PlannedLink | EthernetLink)[] {
  return neighbours(macs).flatMap(([a, b]) => between(roads, a, b))
}

function between({ links, ethernet }: Roads, a: string, b: string): readonly (PlannedLink | EthernetLink)[] {
  const joins = ({ macs }: Joint) => macs.includes(a) && macs.includes(b)
  const cables = links.filter(joins)
  return cables.length > 0 ? cables : ethernet.filter(joins)
}

function missingSentence(
  macs: readonly string[],
  gaps: readonly (readonly [string, string])[],
  joints: readonly Joint[],
): string {
  const [first = ['', '']] = gaps
  const pairs = gaps.map(([a, b]) => `${a} and ${b}`).join(', ')
  const order = ringOrder(macs, joints)
  const way =
    order === null
      ? `add a link such as ${first[0]}:1 <-> ${first[1]}:1`
      : `name the Macs in the order ${order.join(', ')}`
  return (
    `a ring over ${macs.join(', ')} needs a cable between every two neighbours, the last and the first included; ` +
    `none is declared between ${pairs} (${SHAPE_WORDS[shapeOf(macs, joints)]}); ${way}`
  )
}
