import { endText, sameEnd } from './cabling.js'
import type { LinkEnd } from './inputs.js'

/** A plug on its way: where it is now and where it goes; null: it comes out, and its cable is taken away. */
interface Step {
  readonly plug: LinkEnd
  readonly to: LinkEnd | null
  readonly far: LinkEnd | null
}

/**
 * Steps in an order in which a person can take them, Mac by Mac: a plug goes where nothing is, or what was there has
 * gone before. Plugs that wait for each other go round: the first goes in, the plug it finds there comes into the hand
 * and goes next; such a step `exchanges`.
 */
export function inSequence<S extends Step>(steps: readonly S[]): (S & { exchanges: boolean })[] {
  const left = inOrderOfMacs(steps)
  const ordered: (S & { exchanges: boolean })[] = []
  const take = (step: S) => {
    left.splice(left.indexOf(step), 1)
    ordered.push({ ...step, exchanges: holderOf(step, left) !== undefined })
  }
  for (let step = next(left); step !== undefined; step = next(left)) {
    // A round is walked to its end: the plug in the hand goes before any other one.
    for (let here: S | undefined = step; here !== undefined;) {
      const then: S | undefined = holderOf(here, left)
      take(here)
      here = then
    }
  }
  return ordered
}

/** The step that frees the receptacle where this one goes. */
function holderOf<S extends Step>({ plug, to }: S, steps: readonly S[]): S | undefined {
  if (to === null) return undefined
  return steps.find(
    (other) =>
      !sameEnd(other.plug, plug) &&
      (sameEnd(other.plug, to) || (other.to === null && other.far !== null && sameEnd(other.far, to))),
  )
}

/** At the first Mac that has any: a step that waits for none, else one that goes round. */
function next<S extends Step>(left: readonly S[]): S | undefined {
  for (const mac of new Set(left.map(({ plug }) => plug.mac))) {
    const own = left.filter(({ plug }) => plug.mac === mac)
    const step = own.find((each) => holderOf(each, left) === undefined) ?? own.find((each) => goesRound(each, left))
    if (step !== undefined) return step
  }
  return undefined
}

function goesRound<S extends Step>(step: S, left: readonly S[]): boolean {
  const seen = new Set<S>([step])
  for (let here = holderOf(step, left); here !== undefined; here = holderOf(here, left)) {
    if (here === step) return true
    if (seen.has(here)) return false
    seen.add(here)
  }
  return false
}

/** A Mac comes after those that make room for its plugs, as far as Macs do not wait for each other; what comes out first. */
function inOrderOfMacs<S extends Step>(steps: readonly S[]): S[] {
  const macs = [...new Set(steps.map(({ plug }) => plug.mac))].sort()
  const waits = (mac: string, others: readonly string[]) =>
    steps.some((step) => {
      const holder = step.plug.mac === mac ? holderOf(step, steps) : undefined
      return holder !== undefined && holder.plug.mac !== mac && others.includes(holder.plug.mac)
    })
  const order: string[] = []
  while (order.length < macs.length) {
    const others = macs.filter((mac) => !order.includes(mac))
    order.push(others.find((mac) => !waits(mac, others)) ?? others[0] ?? '')
  }
  const rank = ({ plug, to }: S) => order.indexOf(plug.mac) * 2 + (to === null ? 0 : 1)
  const text = ({ plug }: S) => endText(plug)
  return [...steps].sort((a, b) => rank(a) - rank(b) || (text(a) < text(b) ? -1 : 1))
}
