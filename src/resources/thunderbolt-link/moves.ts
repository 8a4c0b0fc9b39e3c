import { cableKey, endText, sameEnd, UNKNOWN_MAC, type Cable, type Cabling, type Condition } from './cabling.js'
import type { LinkEnd } from './inputs.js'
import { cheapestMatching } from './matching.js'
import { inSequence } from './sequence.js'

/** What the lab declares of one cable. */
export interface DeclaredLink {
  readonly ends: Cable
  readonly minimumGbps: number
}

/** One plug to take out of a receptacle and, unless `to` is null, to put into another one. */
export interface Move {
  /** Where the plug is before the first move. */
  readonly plug: LinkEnd
  /** Null: the plug comes out and the cable is taken away, its other plug with it. */
  readonly to: LinkEnd | null
  /** The other plug of its cable, null where that is in no Mac that was looked at. */
  readonly far: LinkEnd | null
  /** The declared link that this is done for, null where a cable is one too many and in nobody's way. */
  readonly link: Cable | null
  /** `to` is taken by a plug that waits for this one: it comes into the hand, and the next move is its. */
  readonly exchanges: boolean
}

/** From what is plugged in to what is declared. */
export interface Rewiring {
  /** In an order in which a person can make them: no plug ever goes where another one stays. */
  readonly moves: readonly Move[]
  /** Declared links that need a new cable, once the moves are made. A cable that a move took away may serve. */
  readonly cables: readonly Cable[]
  /** Declared links about which nothing can be said before a Mac answers that could not be read. */
  readonly undecided: readonly Cable[]
}

/** A move in one short sentence. */
export function moveText({ plug, to, far }: Pick<Move, 'plug' | 'to' | 'far'>): string {
  if (to !== null) return `Move the plug in ${endText(plug)} to ${endText(to)}`
  return far === null
    ? `Pull the plug out of ${endText(plug)}`
    : `Take away the cable between ${endText(plug)} and ${endText(far)}`
}

type Step = Omit<Move, 'exchanges'>

// What one operation costs, so that fewer operations win; then fewer new cables; then fewer plugs carried to another Mac.
const OPERATION = 10_000
const NEW_CABLE = OPERATION + 100
const CARRIED = 1

/**
 * The smallest set of plug moves that turns what is plugged in into what is declared. A plug that ends in another
 * receptacle is one move, also where two are exchanged; a cable that is taken away is one; a new cable is one operation
 * too and is counted apart. Cables between Macs of the lab that no link needs are taken away (two undeclared ones make a
 * loop in the bridge); what leads elsewhere stays, unless it is where a declared cable goes.
 */
export function leastMoves(declared: readonly DeclaredLink[], cabling: Cabling): Rewiring {
  const [undecided, links] = split(inOneOrder(declared), ({ ends }) => isUndecided(ends, cabling))
  const [direct, relayed] = split(cabling.cables, (cable) => through(cable, cabling) === 'direct')
  const { pairs, spare, missing } = matched(links, direct, cabling)
  const steps = [
    ...spare.map((cable) => takenAway(cable, declared)),
    ...relayed.flatMap((cable) => takenApart(cable, declared)),
    ...cabling.loose.flatMap(({ plug, what }) => inTheWay(plug, null, what === UNKNOWN_MAC ? links : declared)),
    ...pairs.flatMap(([link, cable]) => stepsTo(link.ends, cable)),
  ]
  return {
    moves: inSequence(steps),
    cables: missing.map(({ ends }) => ends),
    undecided: undecided.map(({ ends }) => ends),
  }
}

// Of equally good advice everybody who asks gets the same: each link of the lab, and the sheet of all.
function inOneOrder(declared: readonly DeclaredLink[]): DeclaredLink[] {
  return [...declared].sort((a, b) => (cableKey(...a.ends) < cableKey(...b.ends) ? -1 : 1))
}

// A plug that leads to a Mac nobody could look at may belong to that very Mac: moving it may be wrong.
function isUndecided(link: Cable, { loose, blind = [] }: Cabling): boolean {
  const stray = ({ plug, what }: Cabling['loose'][number]) => what === UNKNOWN_MAC && touches(link, plug)
  return link.some(({ mac }) => blind.includes(mac)) || (blind.length > 0 && loose.some(stray))
}

function through(cable: Cable, { conditions }: Cabling): Condition['through'] {
  return conditions?.get(cableKey(...cable))?.through ?? 'direct'
}

/** Whether this cable could be the link: what two Thunderbolt 5 receptacles negotiated below its speed never will. */
function fits({ minimumGbps }: DeclaredLink, cable: Cable, { conditions }: Cabling): boolean {
  const { gbps = null, limit = null } = conditions?.get(cableKey(...cable)) ?? {}
  return gbps === null || gbps >= minimumGbps || limit === 'receptacle'
}

interface Matched {
  readonly pairs: readonly (readonly [DeclaredLink, Cable])[]
  readonly spare: readonly Cable[]
  readonly missing: readonly DeclaredLink[]
}

/** Which cable becomes which link. A row per link and per cable to take away, a column per cable and per link to buy for. */
function matched(links: readonly DeclaredLink[], cables: readonly Cable[], cabling: Cabling): Matched {
  const size = links.length + cables.length
  const cost = (row: number, column: number): number => {
    const [link, cable] = [links[row], cables[column]]
    if (link === undefined) return cable === undefined ? 0 : OPERATION
    if (cable === undefined) return NEW_CABLE
    return fits(link, cable, cabling) ? costOf(stepsTo(link.ends, cable)) : OPERATION * size * size
  }
  const rows = Array.from({ length: size }, (_row, row) =>
    Array.from({ length: size }, (_, column) => cost(row, column)),
  )
  const columnOf = cheapestMatching(rows)
  const cableOf = (row: number): Cable | undefined => cables[columnOf[row] ?? size]
  const taken = new Set(links.map((_link, row) => cableOf(row)))
  return {
    pairs: links.flatMap((link, row) => {
      const cable = cableOf(row)
      return cable === undefined ? [] : [[link, cable] as const]
    }),
    spare: cables.filter((cable) => !taken.has(cable)),
    missing: links.filter((_link, row) => cableOf(row) === undefined),
  }
}

function costOf(steps: readonly Step[]): number {
  return steps.length * OPERATION + steps.filter(({ plug, to }) => plug.mac !== to?.mac).length * CARRIED
}

/** Of the two ways to turn a cable into a link, the one with fewer moves; then the one that stays at the same Macs. */
function stepsTo(link: Cable, cable: Cable): Step[] {
  const [[a, b], [p, q]] = [link, cable]
  const step = (plug: LinkEnd, far: LinkEnd, to: LinkEnd): Step[] =>
    sameEnd(plug, to) ? [] : [{ plug, to, far, link }]
  const [one, other] = [
    [...step(p, q, a), ...step(q, p, b)],
    [...step(p, q, b), ...step(q, p, a)],
  ]
  return costOf(one) <= costOf(other) ? one : other
}

/** One plug out ends the link; the plug that is in a declared receptacle is named. */
function takenAway([p, q]: Cable, declared: readonly DeclaredLink[]): Step {
  const [named] = [...inTheWay(p, q, declared), ...inTheWay(q, p, declared)]
  return named ?? { plug: p, to: null, far: q, link: null }
}

/** A cable through a hub or a dock is two: each plug in a declared receptacle comes out, else one of them. */
function takenApart([p, q]: Cable, declared: readonly DeclaredLink[]): Step[] {
  const named = [...inTheWay(p, null, declared), ...inTheWay(q, null, declared)]
  return named.length > 0 ? named : [{ plug: p, to: null, far: null, link: null }]
}

function inTheWay(plug: LinkEnd, far: LinkEnd | null, links: readonly DeclaredLink[]): Step[] {
  const link = links.find(({ ends }) => touches(ends, plug))
  return link === undefined ? [] : [{ plug, to: null, far, link: link.ends }]
}

function touches(link: Cable, plug: LinkEnd): boolean {
  return link.some((end) => sameEnd(end, plug))
}

function split<T>(all: readonly T[], first: (one: T) => boolean): [T[], T[]] {
  return [all.filter(first), all.filter((one) => !first(one))]
}
