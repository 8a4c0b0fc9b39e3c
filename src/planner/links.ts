import { endOf, type End } from '../lab/link.js'
import { kindOf, macOf, minimumOf } from '../lab/link-kind.js'
import type { LinkKind } from '../lab/link-schema.js'
import type { Lab } from '../lab/schema.js'
import { isMember } from './members.js'

/** Two Macs that something joins, in the order of their names. */
export interface Joint {
  readonly macs: readonly [string, string]
}

/** A declared cable. Its ends are sorted, so that one cable has one key however the lab file writes it. */
export interface PlannedLink extends Joint {
  /** `studio-1:2 <-> studio-2:2` */
  readonly key: string
  /** Name of its resource: `studio-1-2--studio-2-2`. */
  readonly name: string
  readonly kind: Exclude<LinkKind, 'ethernet'>
  readonly ends: readonly [End, End]
  readonly minimumGbps: number
  /** Its name under `cables`, null where the lab file does not say. */
  readonly cable: string | null
  /** Data rate that the lab file expects; undefined where it leaves that to measurement. */
  readonly expectGbps: number | undefined
}

/** Two Macs that the lab file joins over their Ethernet: it has addresses of its own, and no resource touches it. */
export interface EthernetLink extends Joint {
  /** `studio-1:ethernet <-> studio-2:ethernet` */
  readonly key: string
  readonly kind: 'ethernet'
  readonly cable: string | null
}

/** The Thunderbolt links of the lab in the order of the file, without those of Macs that are gone or leaving. */
export function linksOf(lab: Lab): PlannedLink[] {
  return remaining(lab).flatMap((link) => {
    const kind = kindIn(lab, link)
    return kind === 'ethernet' ? [] : [planned(link, kind)]
  })
}

/** The links over Ethernet, likewise. */
export function ethernetOf(lab: Lab): EthernetLink[] {
  return remaining(lab).flatMap((link) => {
    if (kindIn(lab, link) !== 'ethernet') return []
    const macs = link.between.map(macOf).sort() as [string, string]
    return [
      { key: macs.map((mac) => `${mac}:ethernet`).join(' <-> '), kind: 'ethernet', macs, cable: link.cable ?? null },
    ]
  })
}

/** Where a Mac is reached over Ethernet: its `ethernet`, else its `address`; the lab file has been checked for one. */
export function ethernetAddress({ macs }: Lab, mac: string): string {
  return macs[mac]?.ethernet ?? macs[mac]?.address ?? ''
}

type LabLink = Lab['links'][number]

function remaining(lab: Lab): LabLink[] {
  return lab.links.filter(({ between }) => between.every((end) => isMember(lab, macOf(end))))
}

function kindIn({ macs }: Lab, link: LabLink): LinkKind {
  return kindOf(link, (mac) => macs[mac]?.model)
}

function planned(link: LabLink, kind: PlannedLink['kind']): PlannedLink {
  const [first, second] = link.between.map(endOf).sort(byMac)
  if (first === undefined || second === undefined) throw new Error(`a link has two ends, not ${link.between.length}`)
  const text = ({ mac, receptacle }: End, mark: string): string => `${mac}${mark}${receptacle}`
  return {
    key: `${text(first, ':')} <-> ${text(second, ':')}`,
    name: `${text(first, '-')}--${text(second, '-')}`,
    kind,
    macs: [first.mac, second.mac],
    ends: [first, second],
    minimumGbps: minimumOf(link, kind),
    cable: link.cable ?? null,
    expectGbps: link.expectGbps,
  }
}

function byMac(a: End, b: End): number {
  return a.mac === b.mac ? a.receptacle - b.receptacle : a.mac < b.mac ? -1 : 1
}
