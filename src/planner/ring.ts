import { neighbours } from '../lab/link.js'
import type { PlannedLink } from './links.js'
import { endAddresses } from './subnets.js'
import { describeShape, ringOrder } from './topology.js'

export interface Ring {
  /** By rank: the addresses it listens on, its own ends of the cables to the rank before it. */
  readonly addresses: readonly (readonly string[])[]
  /** Cables between every two neighbours: as many as the pair with the fewest has. */
  readonly cables: number
}

/** Lays a ring along the cables in the order of the ranks, or says which cable is missing. */
export function ringAlong(
  macs: readonly string[],
  links: readonly PlannedLink[],
  subnets: Readonly<Record<string, string>>,
): Ring | { readonly missing: string } {
  if (macs.length === 1) return { addresses: [[]], cables: 0 }
  const pairs = neighbours(macs)
  const gaps = pairs.filter(([a, b]) => between(links, a, b).length === 0)
  if (gaps.length > 0) return { missing: missingSentence(macs, gaps, links) }
  const cables = Math.min(...pairs.map(([a, b]) => between(links, a, b).length))
  const addresses = macs.map((mac, rank) => {
    const before = macs[(rank + macs.length - 1) % macs.length] ?? mac
    return between(links, before, mac)
      .slice(0, cables)
      .map((link) => addressOf(link, mac, subnets))
  })
  return { addresses, cables }
}

/** The address of a Mac's own end of a link. */
export function addressOf(link: PlannedLink, mac: string, subnets: Readonly<Record<string, string>>): string {
  const [first, second] = endAddresses(subnets[link.key] ?? '')
  return link.ends[0].mac === mac ? first : second
}

/** The links between the Macs of a ring that its traffic uses. */
export function linksBetween(macs: readonly string[], links: readonly PlannedLink[]): PlannedLink[] {
  return neighbours(macs).flatMap(([a, b]) => between(links, a, b))
}

function between(links: readonly PlannedLink[], a: string, b: string): PlannedLink[] {
  return links.filter(({ ends }) => ends.some((end) => end.mac === a) && ends.some((end) => end.mac === b))
}

function missingSentence(
  macs: readonly string[],
  gaps: readonly (readonly [string, string])[],
  links: readonly PlannedLink[],
): string {
  const [first = ['', '']] = gaps
  const pairs = gaps.map(([a, b]) => `${a} and ${b}`).join(', ')
  const order = ringOrder(macs, links)
  const way =
    order === null
      ? `add a link such as ${first[0]}:1 <-> ${first[1]}:1`
      : `name the Macs in the order ${order.join(', ')}`
  return (
    `a ring over ${macs.join(', ')} needs a cable between every two neighbours, the last and the first included; ` +
    `none is declared between ${pairs} (${describeShape(macs, links)}); ${way}`
  )
}
