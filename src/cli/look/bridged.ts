import type { Cable, Cabling } from '../../resources/thunderbolt-link/cabling.js'
import type { LinkEnd } from '../../resources/thunderbolt-link/inputs.js'
import { isUnknown } from '../../resources/words.js'
import type { MacVisit } from './visit-mac.js'

/** Cables between these Macs whose ports are members of the kernel's bridge at both ends. */
export function bridgedCables(
  targets: readonly { readonly name: string }[],
  visits: readonly MacVisit[],
  { cables }: Pick<Cabling, 'cables'>,
): Cable[] {
  const bridged = targets.flatMap(({ name }, index) => bridgedEnds(name, visits[index]))
  const inside = (end: LinkEnd) =>
    bridged.some(({ mac, receptacle }) => mac === end.mac && receptacle === end.receptacle)
  return cables.filter(([a, b]) => inside(a) && inside(b))
}

function bridgedEnds(mac: string, visit: MacVisit | undefined): LinkEnd[] {
  const [receptacles, bridge] = [visit?.mac.observed?.receptacles, visit?.network.observed?.bridge]
  if (receptacles === undefined || bridge === undefined || isUnknown(receptacles) || isUnknown(bridge)) return []
  const members = bridge.kernel ?? []
  return receptacles.flatMap(({ number, interface: device }) =>
    device !== null && members.includes(device) ? [{ mac, receptacle: number }] : [],
  )
}
