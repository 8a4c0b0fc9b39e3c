import { digest } from '../digest.js'
import { cableKey, endText } from '../thunderbolt-link/cabling.js'
import type { LinkMeasurementInputs, MeasuredLink } from './inputs.js'
import type { LinkMeasurementObserved, LinkObserved, MacFigures } from './outputs.js'

type Asked = Pick<LinkMeasurementInputs, 'links' | 'cables' | 'again'>
type Links = LinkMeasurementObserved['links']

/** A link by the text of its ends. */
export function keyOf({ ends }: Pick<MeasuredLink, 'ends'>): string {
  return cableKey(...ends)
}

/**
 * The wiring that a measurement is bound to, twelve hexadecimal digits: which receptacles, what is in between, and how
 * fast both ends agreed to be. Null while the link does not stand. Domain UUIDs are no part of it: they change over weeks
 * without anybody's hand (facts 1.1).
 */
export function wiringOf(link: MeasuredLink, seen: LinkObserved | undefined, { again }: Pick<Asked, 'again'>) {
  if (seen === undefined || seen.stands === null) return null
  const { gbps, through } = seen.stands
  return short({ key: keyOf(link), gbps, through, again: again ?? null })
}

/** Whether the figures of a link are of what stands there now: the same wiring, and no other cable as far as is known. */
export function isMeasured(link: MeasuredLink, seen: LinkObserved | undefined, asked: Asked): boolean {
  const figures = seen?.figures ?? null
  if (figures === null || figures.wiring !== wiringOf(link, seen, asked)) return false
  return sameCable(figures.cable, asked.cables[keyOf(link)])
}

/** The same for all links of a Mac at once. */
export function isLoaded(mac: string, asked: Asked, links: Links, figures: MacFigures | null): boolean {
  const standing = standingOf(mac, asked, links)
  if (standing === null || figures?.wiring !== standing.wiring) return false
  return standing.links.map(keyOf).every((key) => sameCable(figures.links[key]?.cable ?? null, asked.cables[key]))
}

// Who looks without the state of the stack (`status`, `drift`) does not know the cables, and has no reason to doubt them.
function sameCable(measured: string | null, now: string | undefined): boolean {
  return measured === null || now === undefined || measured === now
}

/** The links of a Mac that stand, with one digest for all of them; null where fewer than two do. */
export function standingOf(
  mac: string,
  asked: Asked,
  links: Links,
): { readonly links: readonly MeasuredLink[]; readonly wiring: string } | null {
  const wired = linksAt(mac, asked).flatMap((link) => {
    const wiring = wiringOf(link, links[keyOf(link)], asked)
    return wiring === null ? [] : [{ link, wiring }]
  })
  if (wired.length < 2) return null
  return { links: wired.map(({ link }) => link), wiring: short(wired.map(({ wiring }) => wiring).sort()) }
}

/** The Macs whose links are loaded at once. Two Macs with nothing but cables to each other are one load, not two. */
export function hubsOf(asked: Pick<LinkMeasurementInputs, 'links'>): string[] {
  const first = new Map<string, string>()
  for (const mac of macsOf(asked)) {
    const own = linksAt(mac, asked)
    const all = own.map(keyOf).sort().join(' ')
    if (own.length > 1 && !first.has(all)) first.set(all, mac)
  }
  return [...first.values()]
}

/** Every Mac at which one of the links ends. */
export function macsOf({ links }: Pick<LinkMeasurementInputs, 'links'>): string[] {
  return [...new Set(links.flatMap(({ ends }) => ends.map(({ mac }) => mac)))].sort()
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
