import { endOf, type End } from '../lab/link.js'
import type { Lab } from '../lab/schema.js'
import { isMember } from './members.js'

/** A declared cable. Its ends are sorted, so that one cable has one key however the lab file writes it. */
export interface PlannedLink {
  /** `studio-1:2 <-> studio-2:2` */
  readonly key: string
  /** Name of its resource: `studio-1-2--studio-2-2`. */
  readonly name: string
  readonly ends: readonly [End, End]
  readonly minimumGbps: number
}

/** The links of the lab in the order of the file, without those of Macs that are gone or leaving. */
export function linksOf(lab: Lab): PlannedLink[] {
  return lab.links.map(planned).filter(({ ends }) => ends.every(({ mac }) => isMember(lab, mac)))
}

function planned({ between, minimumGbps }: Lab['links'][number]): PlannedLink {
  const [first, second] = between.map(endOf).sort(byMac)
  if (first === undefined || second === undefined) throw new Error(`a link has two ends, not ${between.length}`)
  const text = ({ mac, receptacle }: End, mark: string): string => `${mac}${mark}${receptacle}`
  return {
    key: `${text(first, ':')} <-> ${text(second, ':')}`,
    name: `${text(first, '-')}--${text(second, '-')}`,
    ends: [first, second],
    minimumGbps,
  }
}

function byMac(a: End, b: End): number {
  return a.mac === b.mac ? a.receptacle - b.receptacle : a.mac < b.mac ? -1 : 1
}
