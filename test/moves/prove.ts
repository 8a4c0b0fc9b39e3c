import { visits } from '../../src/report/work-orders.js'
import { cablingOf, endText } from '../../src/resources/thunderbolt-link/cabling.js'
import { diff } from '../../src/resources/thunderbolt-link/diff.js'
import type { ThunderboltLinkInputs } from '../../src/resources/thunderbolt-link/inputs.js'
import { leastMoves, type Rewiring } from '../../src/resources/thunderbolt-link/moves.js'
import type { ThunderboltLinkObserved } from '../../src/resources/thunderbolt-link/outputs.js'
import { declaredLinks, workOrders } from '../../src/resources/thunderbolt-link/work-orders.js'
import { move, plug, swap, unplug } from '../../src/sim/hands-on-world.js'
import type { World } from '../../src/sim/world.js'
import { follow } from './follow.js'
import { linksOf, look, worldOf } from './look.js'
import { optimum } from './optimum.js'
import { textOf, type Plugged, type Wiring } from './plugged.js'

/** One case: what the advice costs, what trying finds, and what is wrong with the advice. */
export interface Verdict {
  readonly moves: number
  readonly cables: number
  readonly optimum: number
  readonly faults: readonly string[]
}

/** Looks, asks for advice, follows it, and looks again. */
export async function prove(wiring: Wiring, plugged: Plugged, empty: World): Promise<Verdict> {
  const world = worldOf(empty, plugged)
  const links = linksOf(wiring)
  const observed = await look(world, links)
  const advice = advise(links, observed)
  const least = optimum(wiring, plugged)
  const cost = advice.moves.length + advice.cables.length
  const faults = [
    ...(cost > least ? [`${cost} operations where ${least} do`] : []),
    ...(cost < least ? [`${cost} operations, and nobody does it with fewer than ${least}`] : []),
    ...sharesThatDoNotAddUp(links, observed, advice),
    ...sheetThatCannotBeFollowed(links, observed, advice),
    ...(await leftOver(world, links, advice)),
  ]
  return {
    ...{ moves: advice.moves.length, cables: advice.cables.length, optimum: least },
    faults: faults.map((fault) => `${wiring.name}: ${textOf(plugged)}: ${fault}`),
  }
}

export function advise(links: readonly ThunderboltLinkInputs[], observed: ThunderboltLinkObserved): Rewiring {
  const [first] = links
  return leastMoves(first === undefined ? [] : declaredLinks(first), cablingOf(observed))
}

/** What the work orders of all links say together is the advice: every move once. */
function sharesThatDoNotAddUp(
  links: readonly ThunderboltLinkInputs[],
  observed: ThunderboltLinkObserved,
  { moves, cables }: Rewiring,
): string[] {
  const orders = links.flatMap((link) => workOrders(link, observed))
  const turns = orders.flatMap(({ turn }) => turn ?? []).sort((a, b) => a - b)
  const asked = orders.filter(({ hands }) => hands === 'plug a cable').length
  const whole = turns.every((turn, index) => turn === index) && turns.length === moves.length
  return whole && asked === cables.length ? [] : ['the work orders of the links are not the advice']
}

/** The sheet, one visit per Mac, never sends a plug where another one still is, but where it says so. */
function sheetThatCannotBeFollowed(
  links: readonly ThunderboltLinkInputs[],
  observed: ThunderboltLinkObserved,
  advice: Rewiring,
): string[] {
  const orders = visits(links.flatMap((link) => workOrders(link, observed))).flatMap((visit) => visit.orders)
  const moves = orders.flatMap(({ turn }) => advice.moves[turn ?? -1] ?? [])
  const full = new Set(advice.moves.flatMap(({ plug, far }) => [plug, ...(far === null ? [] : [far])]).map(endText))
  return moves.flatMap(({ plug, to, far, exchanges }) => {
    full.delete(endText(plug))
    if (to === null) {
      if (far !== null) full.delete(endText(far))
      return []
    }
    // What is carried to another Mac may find its receptacle taken: Macs can wait for each other, and the order says so.
    const taken = full.has(endText(to)) && !exchanges && plug.mac === to.mac
    full.add(endText(to))
    return taken ? [`the sheet sends a plug from ${endText(plug)} to ${endText(to)}, which is taken`] : []
  })
}

async function leftOver(world: World, links: readonly ThunderboltLinkInputs[], advice: Rewiring): Promise<string[]> {
  try {
    await follow(advice, {
      plug: (a, b) => plug(world, a, b),
      unplug: (at) => unplug(world, at),
      move: (from, to) => move(world, from, to),
      swap: (a, b) => swap(world, a, b),
    })
  } catch (error) {
    return [`cannot be followed: ${error instanceof Error ? error.message : String(error)}`]
  }
  const after = await look(world, links)
  const rest = advise(links, after)
  return [
    ...links.flatMap((link) => diff(link, after).map(({ what }) => `still differs: ${what}`)),
    ...(rest.moves.length + rest.cables.length > 0 ? ['there is more to do afterwards'] : []),
  ]
}
