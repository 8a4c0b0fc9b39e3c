import type { Change } from '../words.js'
import type { LinkMeasurementInputs, MeasuredLink } from './inputs.js'
import type { LinkMeasurementObserved } from './outputs.js'
import { hubsOf, keyOf, macsOf, standingOf, wiringOf } from './wiring.js'

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
  const paths = new Set(changes.map(({ path }) => path))
  const alone = inputs.links.flatMap((link): Session[] => {
    const wiring = wiringOf(link, observed.links[keyOf(link)], inputs)
    if (wiring === null || !paths.has(`links.${keyOf(link)}`)) return []
    return [{ mac: link.ends[0].mac, links: [link], how: 'alone', wiring, text: keyOf(link) }]
  })
  const together = hubsOf(inputs).flatMap((mac): Session[] => {
    const standing = standingOf(mac, inputs, observed.links)
    if (standing === null || !paths.has(`together.${mac}`)) return []
    return [{ ...standing, mac, how: 'at once', text: `all ${standing.links.length} links of ${mac}` }]
  })
  return [...alone, ...together]
}

/** Every Mac of a measurement, the one that connects first. */
export function macsIn({ mac, links }: Session): string[] {
  return [mac, ...macsOf({ links: [...links] }).filter((other) => other !== mac)]
}

/** Measurements one after the other, except those that have no Mac in common: a link alone means alone at both Macs. */
export function roundsOf(sessions: readonly Session[]): Session[][] {
  const rounds: Session[][] = []
  for (const session of sessions) {
    const own = macsIn(session)
    const after = rounds.findLastIndex((round) => round.some((other) => other.how !== session.how))
    const free = rounds.findIndex(
      (round, index) => index > after && !round.some((other) => macsIn(other).some((mac) => own.includes(mac))),
    )
    if (free >= 0) rounds[free]?.push(session)
    else rounds.push([session])
  }
  return rounds
}
