import type { PlannedLink } from '../../planner/links.js'
import type { SheetCable } from '../../report/wiring-sheet.js'
import { cableKey, endText, sameEnd, type Cable, type Cabling } from '../../resources/thunderbolt-link/cabling.js'
import { moveText, type Rewiring } from '../../resources/thunderbolt-link/moves.js'
import { sightOf } from '../../resources/thunderbolt-link/sight.js'
import { receptaclesOf, type SeenMac } from './seen.js'

type State = Pick<SheetCable, 'state' | 'note'>
type Link = Pick<PlannedLink, 'ends' | 'minimumGbps'>

/** Whether a declared cable is there, and what is to be said of it if not. */
export function cableState(link: Link, seen: readonly SeenMac[], cabling: Cabling, rewiring: Rewiring): State {
  const { ends } = link
  const blind = seen.find(({ name, unseen }) => unseen !== null && ends.some(({ mac }) => mac === name))
  if (blind !== undefined) return { state: 'unknown', note: `${blind.name} could not be looked at` }
  const sight = sightOf({ ends: [ends[0], ends[1]] }, receptaclesOf(seen))
  switch (sight.is) {
    case 'unseen':
      return { state: 'wrong', note: `${sight.end.mac} has no receptacle ${sight.end.receptacle}` }
    case 'one-sided':
      return { state: 'wrong', note: `${endText(sight.blind)} does not see the other end` }
    case 'linked':
      return linked(link, sight)
    case 'apart':
      return isUndecided(ends, rewiring)
        ? { state: 'unknown', note: 'a plug here leads to a Mac that could not be looked at' }
        : apart(ends, cabling, rewiring)
  }
}

function linked({ minimumGbps }: Link, { gbps, through }: { gbps: number | null; through: string }): State {
  if (through !== 'direct') return { state: 'wrong', note: `through a ${through}` }
  if (gbps === null || gbps >= minimumGbps) return { state: 'ok', note: '' }
  return { state: 'slow', note: `${gbps} Gb/s, declared are ${minimumGbps}` }
}

function apart(ends: Cable, { loose }: Cabling, { moves }: Rewiring): State {
  const own = moves.filter(({ to, link }) => to !== null && link !== null && sameCable(link, ends))
  if (own.length > 0) return { state: 'wrong', note: own.map(moveText).map(lowered).join(', ') }
  const inTheWay = loose.find(({ plug }) => ends.some((end) => sameEnd(end, plug)))
  if (inTheWay === undefined) return { state: 'missing', note: 'no cable' }
  return { state: 'missing', note: `no cable; ${endText(inTheWay.plug)} leads to ${inTheWay.what}` }
}

function isUndecided(ends: Cable, { undecided }: Rewiring): boolean {
  return undecided.some((link) => sameCable(link, ends))
}

function sameCable(a: Cable, b: Cable): boolean {
  return cableKey(...a) === cableKey(...b)
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
