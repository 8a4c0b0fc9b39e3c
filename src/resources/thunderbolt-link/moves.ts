import { cableKey, endText, sameEnd, type Cable } from './cabling.js'
import type { LinkEnd } from './inputs.js'

/** One plug to take out of a receptacle and, unless `to` is null, to put into another one. */
export interface Move {
  readonly plug: LinkEnd
  readonly to: LinkEnd | null
}

/** What one declared link needs: plugs to move, or a cable that is not there yet. */
export interface Rewiring {
  readonly moves: readonly Move[]
  readonly cable: boolean
}

/** A move in one short sentence. */
export function moveText({ plug, to }: Move): string {
  return to === null ? `Pull the plug out of ${endText(plug)}` : `Move the plug in ${endText(plug)} to ${endText(to)}`
}

const NOTHING: Rewiring = { moves: [], cable: false }

/**
 * The smallest set of plug moves that turns the observed cables into the declared links, by link (`cableKey`). Cables
 * that are right stay; then as many cables as can be keep one plug (a maximum matching); the rest move both plugs.
 */
export function smallestMoves(declared: readonly Cable[], cables: readonly Cable[]): ReadonlyMap<string, Rewiring> {
  const key = (cable: Cable) => cableKey(...cable)
  const right = new Set(cables.map(key).filter((name) => declared.some((link) => key(link) === name)))
  const links = declared.filter((link) => !right.has(key(link)))
  const free = cables.filter((cable) => !right.has(key(cable)))
  const taken = matchBySharedEnd(links, free)
  const spare = free.filter((cable) => ![...taken.values()].includes(cable))
  for (const link of links) {
    const next = taken.has(link) ? undefined : spare.shift()
    if (next !== undefined) taken.set(link, next)
  }
  return new Map(declared.map((link) => [key(link), right.has(key(link)) ? NOTHING : rewire(link, taken, spare)]))
}

function rewire(link: Cable, taken: ReadonlyMap<Cable, Cable>, spare: readonly Cable[]): Rewiring {
  const cable = taken.get(link)
  const inTheWay = spare.flat().filter((end) => link.some((own) => sameEnd(own, end)))
  const pulls = inTheWay.map((plug): Move => ({ plug, to: null }))
  return cable === undefined
    ? { moves: pulls, cable: true }
    : { moves: [...pulls, ...movesTo(link, cable)], cable: false }
}

// Of the two ways to turn a cable into a link, the one with fewer moves; then the one that stays at the same Macs.
function movesTo([a, b]: Cable, [p, q]: Cable): Move[] {
  const ways = [
    [move(p, a), move(q, b)],
    [move(p, b), move(q, a)],
  ].map((way) => way.filter((each) => each !== null))
  const cost = (way: readonly Move[]) => way.length * 10 + way.filter(({ plug, to }) => plug.mac !== to?.mac).length
  return ways.sort((one, other) => cost(one) - cost(other))[0] ?? []
}

function move(plug: LinkEnd, to: LinkEnd): Move | null {
  return sameEnd(plug, to) ? null : { plug, to }
}

/** Kuhn's matching: each link gets at most one cable that shares an end with it, and as many links as can be get one. */
function matchBySharedEnd(links: readonly Cable[], cables: readonly Cable[]): Map<Cable, Cable> {
  const holder = new Map<Cable, Cable>()
  const augment = (link: Cable, tried: Set<Cable>): boolean => {
    for (const cable of candidates(link, cables)) {
      if (tried.has(cable)) continue
      tried.add(cable)
      const other = holder.get(cable)
      if (other !== undefined && !augment(other, tried)) continue
      holder.set(cable, link)
      return true
    }
    return false
  }
  for (const link of links) augment(link, new Set())
  return new Map([...holder].map(([cable, link]) => [link, cable]))
}

// Cables whose other plug stays at its Mac come first: a plug is moved more easily than carried.
function candidates(link: Cable, cables: readonly Cable[]): Cable[] {
  const far = (cable: Cable) => movesTo(link, cable).filter(({ plug, to }) => plug.mac !== to?.mac).length
  return cables
    .filter((cable) => cable.some((end) => link.some((own) => sameEnd(own, end))))
    .sort((one, other) => far(one) - far(other) || endText(one[0]).localeCompare(endText(other[0])))
}
