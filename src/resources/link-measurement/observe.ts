import type { Readers } from '../kind.js'
import type { Receptacles } from '../thunderbolt-link/cabling.js'
import { sightOf } from '../thunderbolt-link/sight.js'
import { isUnknown, type Seen } from '../words.js'
import type { LinkMeasurementInputs, MeasuredLink } from './inputs.js'
import type { Hindrance, LinkFigures, LinkMeasurementObserved, LinkObserved } from './outputs.js'
import { linkFiguresIn, linkFile, macFiguresIn, resultFiles, togetherFile } from './results.js'
import { hindrancesAt, siteOf, type Site } from './site.js'
import { hubsOf, keyOf, linksAt, standingOf, wiringOf } from './wiring.js'

type Sites = ReadonlyMap<string, Seen<Site>>
type Strays = LinkMeasurementObserved['macs'][string]

/** Looks at every Mac of the lab: what is wired, what was measured of it, and what keeps the rest from being measured. */
export async function observe(macs: Readers, inputs: LinkMeasurementInputs): Promise<LinkMeasurementObserved> {
  const looks = inputs.macs.map(async (name) => [name, await siteOf(macs.of(name))] as const)
  const sites: Sites = new Map(await Promise.all(looks))
  const wired = wiredMacs(sites)
  const stood = Object.fromEntries(inputs.links.map((link) => [keyOf(link), linkOn(link, wired, sites)]))
  const together = hubsOf(inputs).map((mac) => [mac, macFiguresIn(factsOf(sites, mac), togetherFile(mac))] as const)
  const seen = { links: stood, together: Object.fromEntries(together) }
  const due = dueLinks(inputs, seen)
  const links = inputs.links.map((link): [string, LinkObserved] => {
    const own = stood[keyOf(link)] ?? NOTHING
    return [keyOf(link), { ...own, hindered: due.has(link) ? hindrancesOf(link, sites) : [] }]
  })
  return {
    macs: Object.fromEntries([...sites].map(([mac, site]) => [mac, straysOn(mac, site, inputs)])),
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
    const wiring = wiringOf(link, links[keyOf(link)], inputs)
    return wiring !== null && links[keyOf(link)]?.figures?.wiring !== wiring
  })
  const loaded = hubsOf(inputs).flatMap((mac) => {
    const standing = standingOf(mac, inputs, links)
    return standing === null || together[mac]?.wiring === standing.wiring ? [] : standing.links
  })
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

function straysOn(mac: string, site: Seen<Site>, inputs: LinkMeasurementInputs): Strays {
  if (isUnknown(site)) return site
  const { facts } = site
  const links = linksAt(mac, inputs).map(({ ends }) => linkFile(ends))
  const hub = hubsOf(inputs).includes(mac) ? [togetherFile(mac)] : []
  const good = new Set([
    ...links.filter((file) => linkFiguresIn(facts, file) !== null),
    ...hub.filter((file) => macFiguresIn(facts, file) !== null),
  ])
  return {
    strays: resultFiles(facts)
      .filter((file) => !good.has(file))
      .sort(),
  }
}
