import { endText } from './cabling.js'
import type { LinkEnd } from './inputs.js'

/** A plug on its way: where it is now and where it goes; null: it comes out, and its cable is taken away. */
interface Step {
  readonly plug: LinkEnd
  readonly to: LinkEnd | null
}

/**
 * Steps in an order in which a person can take them: what comes out first, then each plug when its receptacle is free.
 * Plugs that wait for each other go round: the first goes in, the plug it finds there comes into the hand and goes next;
 * such a step `exchanges`. Steps at the same Mac stay together where they can.
 */
export function inSequence<S extends Step>(steps: readonly S[]): (S & { exchanges: boolean })[] {
  const out = steps.filter(({ to }) => to === null).map((step) => ({ ...step, exchanges: false }))
  const waiting = new Map(steps.filter(({ to }) => to !== null).map((step) => [endText(step.plug), step]))
  const inTheWayOf = ({ to }: S) => (to === null ? undefined : waiting.get(endText(to)))
  const ordered: (S & { exchanges: boolean })[] = []
  const take = (step: S) => {
    waiting.delete(endText(step.plug))
    ordered.push({ ...step, exchanges: inTheWayOf(step) !== undefined })
  }
  while (waiting.size > 0) {
    const here = ordered.at(-1)?.plug.mac
    const free = [...waiting.values()].filter((step) => inTheWayOf(step) === undefined)
    const [first] = free.length > 0 ? free : [...waiting.values()]
    let step = free.find(({ plug }) => plug.mac === here) ?? first
    // A round is walked to its end: the plug in the hand goes before any other one.
    while (step !== undefined) {
      const next: S | undefined = inTheWayOf(step)
      take(step)
      step = next
    }
  }
  return [...out, ...ordered]
}
