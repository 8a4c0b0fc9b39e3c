import type { Change } from '../words.js'
import type { LinkMeasurementInputs, MeasuredLink } from './inputs.js'
import type { LinkMeasurementObserved } from './outputs.js'
import { hubsOf, keyOf, standingOf } from './wiring.js'

/** One measurement: the Mac that connects, and the links that it loads at the same time. */
export interface Session {
  readonly mac: string
  readonly links: readonly MeasuredLink[]
  readonly how: 'alone' | 'at once'
  readonly wiring: string
  /** For progress and errors. */
  readonly text: string
}

/** The measurements that these changes ask for, links alone before all links of a Mac. */
export function sessionsFor(
  inputs: LinkMeasurementInputs,
  observed: LinkMeasurementObserved,
  changes: readonly Change[],
): Session[] {
  const wirings = new Map(changes.map(({ path, to }) => [path, String(to)]))
  const alone = inputs.links.flatMap((link): Session[] => {
    const [mac, text, wiring] = [link.ends[0].mac, keyOf(link), wirings.get(`links.${keyOf(link)}`)]
    return wiring === undefined ? [] : [{ mac, links: [link], how: 'alone', wiring, text }]
  })
  const together = hubsOf(inputs).flatMap((mac): Session[] => {
    const wiring = wirings.get(`together.${mac}`)
    const links = standingOf(mac, inputs, observed.links)?.links ?? []
    return wiring === undefined
      ? []
      : [{ mac, links, how: 'at once', wiring, text: `all ${links.length} links of ${mac}` }]
  })
  return [...alone, ...together]
}

/** Every Mac of a measurement, the one that connects first. */
export function macsOf({ mac, links }: Session): string[] {
  return [...new Set([mac, ...links.flatMap(({ ends }) => ends.map((end) => end.mac))])]
}

/** Measurements one after the other, except those that have no Mac in common: a link alone means alone at both Macs. */
export function roundsOf(sessions: readonly Session[]): Session[][] {
  const rounds: Session[][] = []
  for (const session of sessions) {
    const own = macsOf(session)
    const after = rounds.findLastIndex((round) => round.some((other) => other.how !== session.how))
    const free = rounds.findIndex(
      (round, index) => index > after && !round.some((other) => macsOf(other).some((mac) => own.includes(mac))),
    )
    if (free >= 0) rounds[free]?.push(session)
    else rounds.push([session])
  }
  return rounds
}
