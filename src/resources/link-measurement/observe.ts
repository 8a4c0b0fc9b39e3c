import type { Readers } from '../kind.js'
import type { Receptacles } from '../thunderbolt-link/cabling.js'
import { sightOf } from '../thunderbolt-link/sight.js'
import { isUnknown, type Seen } from '../words.js'
import type { LinkMeasurementInputs, MeasuredLink } from './inputs.js'
import type { Hindrance, LinkFigures, LinkMeasurementObserved, LinkObserved, MacFigures } from './outputs.js'
import { isAsked, linkFiguresIn, linkFile, macFiguresIn, resultFiles, togetherFile } from './results.js'
import { hindrancesAt, siteOf, type Site } from './site.js'
import { hubsOf, isLoaded, isMeasured, keyOf, linksAt, macsOf, standingOf, wiringOf } from './wiring.js'

type Sites = ReadonlyMap<string, Seen<Site>>
type Strays = LinkMeasurementObserved['macs'][string]

/** Looks at every Mac that a link ends at: what is wired, what was measured of it, and what keeps the rest from being measured. */
export async function observe(macs: Readers, inputs: LinkMeasurementInputs): Promise<LinkMeasurementObserved> {
  const looks = macsOf(inputs).map(async (name) => [name, await siteOf(macs.of(name))] as const)
  const sites: Sites = new Map(await Promise.all(looks))
  const wired = wiredMacs(sites)
  const stood = Object.fromEntries(inputs.links.map((link) => [keyOf(link), linkOn(link, wired, sites)]))
  const together = hubsOf(inputs).map((mac) => [mac, loadOf(mac, inputs, sites)] as const)
  const seen = { links: stood, together: Object.fromEntries(together) }
  const due = dueLinks(inputs, seen)
  const links = inputs.links.map((link): [string, LinkObserved] => {
    const own = stood[keyOf(link)] ?? NOTHING
    return [keyOf(link), { ...own, hindered: due.has(link) ? hindrancesOf(link, sites) : [] }]
  })
  return {
    macs: Object.fromEntries([...sites].map(([mac, site]) => [mac, straysOn(site, inputs)])),
    links: Object.fromEntries(links),
    together: seen.together,
  }
}

const NOTHING: LinkObserved = { stands: null, figures: null, hindered: [] }

function wiredMacs(sites: Sites): Receptacles {
  const rows = [...sites].map(([mac, site]) => {
    if (isUnknown(site)) return [mac, site] as const
    return [mac, isUnknown(site.receptacles) ? site.receptacles : [...site.receptacles]] as const
  })
  return { macs: Object.fromEntries(rows) }
}

function linkOn(link: MeasuredLink, wired: Receptacles, sites: Sites): LinkObserved {
  const sight = sightOf(link, wired)
  const figures = newest(link.ends.map(({ mac }) => linkFiguresIn(factsOf(sites, mac), linkFile(link.ends))))
  const stands = sight.is === 'linked' ? { gbps: sight.gbps, through: sight.through } : null
  return { stands, figures, hindered: [] }
}

/** Links that have not been measured as they stand, alone or together with the others of a Mac. */
function dueLinks(
  inputs: LinkMeasurementInputs,
  { links, together }: Pick<LinkMeasurementObserved, 'links' | 'together'>,
): ReadonlySet<MeasuredLink> {
  const alone = inputs.links.filter((link) => {
    const seen = links[keyOf(link)]
    return wiringOf(link, seen, inputs) !== null && !isMeasured(link, seen, inputs)
  })
  const loaded = hubsOf(inputs).flatMap((mac) =>
    isLoaded(mac, inputs, links, together[mac] ?? null) ? [] : (standingOf(mac, inputs, links)?.links ?? []),
  )
  return new Set([...alone, ...loaded])
}

function hindrancesOf({ ends, addresses }: MeasuredLink, sites: Sites): Hindrance[] {
  return ([0, 1] as const).flatMap((at) => {
    const { mac } = ends[at]
    return hindrancesAt(ends[at], addresses[at], sites.get(mac) ?? { unknown: `${mac} is no Mac of this lab` })
  })
}

/** One end may have lost its record; where both have one, the later counts. */
function newest(figures: readonly (LinkFigures | null)[]): LinkFigures | null {
  return figures.flatMap((each) => each ?? []).sort((a, b) => b.at - a.at)[0] ?? null
}

function factsOf(sites: Sites, mac: string): Readonly<Record<string, string>> {
  const site = sites.get(mac)
  return site === undefined || isUnknown(site) ? {} : site.facts
}

function loadOf(mac: string, inputs: LinkMeasurementInputs, sites: Sites): MacFigures | null {
  return macFiguresIn(factsOf(sites, mac), togetherFile(mac, linksAt(mac, inputs)))
}

function straysOn(site: Seen<Site>, { links, declared }: LinkMeasurementInputs): Strays {
  if (isUnknown(site)) return site
  const all = new Set([...links.map(keyOf), ...declared])
  return { strays: resultFiles(site.facts).filter((file) => !isAsked(site.facts, file, all)) }
}
