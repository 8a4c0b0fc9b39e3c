import type { Receptacle } from '../mac/outputs.js'
import { endText, receptacleAt, type Cable, type Receptacles } from './cabling.js'
import type { LinkEnd, ThunderboltLinkInputs } from './inputs.js'

/** What the two ends of a declared link see of each other in one look. */
export type Sight =
  | { readonly is: 'unseen'; readonly end: LinkEnd }
  | { readonly is: 'apart' }
  | { readonly is: 'one-sided'; readonly blind: LinkEnd }
  | { readonly is: 'linked'; readonly gbps: number | null; readonly through: 'direct' | 'hub' | 'dock' }

/** A link stands only when each end names the other one: by domain UUID, at the declared receptacles. */
export function sightOf({ ends: [a, b] }: Pick<ThunderboltLinkInputs, 'ends'>, observed: Receptacles): Sight {
  const [left, right] = [receptacleAt(observed, a), receptacleAt(observed, b)]
  if (left === null) return { is: 'unseen', end: a }
  if (right === null) return { is: 'unseen', end: b }
  const [forth, back] = [names(left, right), names(right, left)]
  if (!forth && !back) return { is: 'apart' }
  if (!forth || !back) return { is: 'one-sided', blind: forth ? b : a }
  const speeds = [left.speedGbps, right.speedGbps].filter((gbps) => gbps !== null)
  const between = [left.peer?.through, right.peer?.through].find((way) => way !== 'direct')
  return { is: 'linked', gbps: speeds.length === 0 ? null : Math.min(...speeds), through: between ?? 'direct' }
}

function names(near: Receptacle, far: Receptacle): boolean {
  return near.peer !== null && far.domainUuid !== null && near.peer.domainUuid === far.domainUuid
}

/** Both ends as a person reads them. */
export function linkText([a, b]: Cable): string {
  return `${endText(a)} <-> ${endText(b)}`
}
