import { digest } from '../digest.js'
import { cableKey, endText } from '../thunderbolt-link/cabling.js'
import type { LinkMeasurementInputs, MeasuredLink } from './inputs.js'
import type { LinkObserved, LinkMeasurementObserved } from './outputs.js'

type Asked = Pick<LinkMeasurementInputs, 'links' | 'cables' | 'again'>

/** A link by the text of its ends. */
export function keyOf({ ends }: Pick<MeasuredLink, 'ends'>): string {
  return cableKey(...ends)
}

/**
 * The wiring that a measurement is bound to, twelve hexadecimal digits: which receptacles, which cable, what is in
 * between, and how fast both ends agreed to be. Null while the link does not stand. Domain UUIDs are no part of it: they
 * change over weeks without anybody's hand (facts 1.1).
 */
export function wiringOf(link: MeasuredLink, seen: LinkObserved | undefined, { cables, again }: Asked): string | null {
  if (seen === undefined || seen.stands === null) return null
  const key = keyOf(link)
  const { gbps, through } = seen.stands
  return short({ key, gbps, through, cable: cables[key] ?? null, again: again ?? null })
}

/** The links of a Mac that stand, with one digest for all of them; null where fewer than two do. */
export function standingOf(
  mac: string,
  asked: Asked,
  links: LinkMeasurementObserved['links'],
): { readonly links: readonly MeasuredLink[]; readonly wiring: string } | null {
  const wired = linksAt(mac, asked).flatMap((link) => {
    const wiring = wiringOf(link, links[keyOf(link)], asked)
    return wiring === null ? [] : [{ link, wiring }]
  })
  if (wired.length < 2) return null
  return { links: wired.map(({ link }) => link), wiring: short(wired.map(({ wiring }) => wiring).sort()) }
}

/** The Macs whose links are loaded at once. Two Macs with nothing but cables to each other are one load, not two. */
export function hubsOf({ macs, links }: Pick<LinkMeasurementInputs, 'macs' | 'links'>): string[] {
  const first = new Map<string, string>()
  for (const mac of macs) {
    const own = linksAt(mac, { links })
    const all = own.map(keyOf).sort().join(' ')
    if (own.length > 1 && !first.has(all)) first.set(all, mac)
  }
  return [...first.values()]
}

/** The declared links that end at a Mac. */
export function linksAt(mac: string, { links }: Pick<LinkMeasurementInputs, 'links'>): MeasuredLink[] {
  return links.filter(({ ends }) => ends.some((end) => end.mac === mac))
}

/** A link as its two ends are written in the lab file. */
export function endsText({ ends }: MeasuredLink): readonly [string, string] {
  return [endText(ends[0]), endText(ends[1])]
}

function short(value: unknown): string {
  return digest(value).slice(0, 12)
}
