import { isUnknown, type Finding, type WorkOrder } from '../words.js'
import { asPlugged, linkLine, pairOf } from './as-plugged.js'
import { cableKey, cablingOf, endText, type Cabling } from './cabling.js'
import { causeOf, sharers } from './causes.js'
import { diff } from './diff.js'
import { wear } from './history.js'
import type { ThunderboltLinkInputs } from './inputs.js'
import { leastMoves, moveText, type DeclaredLink } from './moves.js'
import type { ThunderboltLinkObserved } from './outputs.js'
import { linkText, sightOf } from './sight.js'
import { declaredLinks, ownerOf, placesOf, workOrders } from './work-orders.js'
import { isBesideEthernet } from './wording.js'

/** From so many losses in 30 days on it is the plug and not a person who tidies up. */
const MANY = 3

/** What is wrong with this cable: its cause, what it endangers, and the plug to move; what is plugged where, `waiting` says. */
export function findings(inputs: ThunderboltLinkInputs, observed: ThunderboltLinkObserved): readonly Finding[] {
  const cabling = cablingOf(observed)
  const declared = declaredLinks(inputs)
  return [
    ...differing(inputs, observed, cabling, declared),
    ...surplus(inputs, cabling, declared),
    ...shared(inputs, observed),
    ...worn(inputs, observed),
    ...nextToEthernet(inputs, observed),
  ]
}

function differing(
  inputs: ThunderboltLinkInputs,
  observed: ThunderboltLinkObserved,
  cabling: Cabling,
  declared: readonly DeclaredLink[],
): Finding[] {
  const sight = sightOf(inputs, observed)
  const surplus = leastMoves(declared, cabling).moves.map(({ link }) => link === null)
  // A cable that is one too many has a finding of its own.
  const orders = workOrders(inputs, observed).filter(({ turn }) => turn === undefined || surplus[turn] !== true)
  const remedy = orders.map(remedyOf).join('. ') || withoutHands(inputs, observed, cabling)
  const instead = insteadOf(inputs, cabling, declared)
  return diff(inputs, observed).map(({ what, path }) => ({
    mac: inputs.ends[0].mac,
    danger: path === 'ends' && sight.is !== 'one-sided' ? 'danger' : 'warning',
    what: sight.is === 'apart' ? `${linkText(inputs.ends)} carries nothing` : what,
    cause: causeOf(inputs, observed, path),
    remedy: `${remedy}${instead}`,
  }))
}

function remedyOf({ move, hands, steps }: WorkOrder): string {
  return move?.to != null && hands === 'move a plug' ? moveText({ ...move, far: null }) : steps.join('. ')
}

function withoutHands(
  { ends, minimumGbps }: ThunderboltLinkInputs,
  { macs }: ThunderboltLinkObserved,
  { conditions }: Cabling,
): string {
  const { limit = null, gbps = null } = conditions?.get(cableKey(...ends)) ?? {}
  if (limit === 'receptacle' && gbps !== null && gbps < minimumGbps) {
    return `No cable makes it faster: declare \`kind: tb4\` for this link and serve over a ring, or take another Mac`
  }
  if (Object.values(macs).some(isUnknown)) {
    return 'Bring every Mac of the lab within reach, so that the plugs can be told apart'
  }
  return 'Declare a receptacle that this Mac has'
}

/** What to write in the lab file in place of this link, where what is plugged in would serve as well. */
function insteadOf({ ends }: ThunderboltLinkInputs, cabling: Cabling, declared: readonly DeclaredLink[]): string {
  const keys = declared.map((link) => cableKey(...link.ends))
  const lines = (asPlugged(declared, cabling) ?? [])
    .filter((link) => pairOf(link.ends) === pairOf(ends) && !keys.includes(cableKey(...link.ends)))
    .map(linkLine)
  return lines.length === 0
    ? ''
    : `. Or declare what is plugged in: ${lines.join(' and ')} in place of ${linkText(ends)}`
}

/** Cables between Macs of the lab that no link declares; one link speaks for each. */
function surplus(inputs: ThunderboltLinkInputs, cabling: Cabling, declared: readonly DeclaredLink[]): Finding[] {
  return leastMoves(declared, cabling).moves.flatMap((move): Finding[] => {
    const { plug, to, far, link } = move
    const mine = cableKey(...ownerOf(move, inputs)) === cableKey(...inputs.ends)
    if (to !== null || link !== null || far === null || !mine) return []
    return [
      {
        mac: plug.mac,
        danger: 'warning',
        what: `the cable between ${endText(plug)} and ${endText(far)} is in no link of the lab`,
        cause: 'what no link declares stays in the Thunderbolt bridge, where a second way between two Macs is a loop',
        remedy: `${moveText(move)}, or declare it: ${cableKey(plug, far)}`,
      },
    ]
  })
}

function shared({ ends }: ThunderboltLinkInputs, observed: ThunderboltLinkObserved): Finding[] {
  return sharers({ ends }, observed).map((name) => ({
    mac: ends[0].mac,
    danger: 'warning',
    what: `${name} shares the Thunderbolt controller of ${linkText(ends)}`,
    // One controller per receptacle (facts 1.1): nothing at another receptacle can take from this one.
    cause:
      'both hang on one receptacle, behind a hub or a dock, and what a display or a disk moves the link does not get',
    remedy: `Plug ${name} into a receptacle that no link uses`,
  }))
}

function worn({ ends }: ThunderboltLinkInputs, { history = [] }: ThunderboltLinkObserved): Finding[] {
  const { flaps, downgrades } = wear(history)
  const finding = (what: string, cause: string, remedy: string): Finding => ({
    ...{ mac: ends[0].mac, danger: 'warning', what, cause, remedy },
  })
  const plugs = ends.map(endText).join(' and ')
  const lost = finding(
    `${linkText(ends)} was lost ${flaps} times in 30 days`,
    'a plug that sits loose, or a cable whose chips fail: no software takes a Thunderbolt link away',
    `Secure the plugs in ${plugs}; if it goes on, replace the cable and measure the link anew`,
  )
  const slower = finding(
    `${linkText(ends)} came back slower ${downgrades} times in 30 days`,
    'a cable or a plug that carries the fast signal only at times',
    `Clean and secure the plugs in ${plugs}, or replace the cable and measure the link anew`,
  )
  return [...(flaps >= MANY ? [lost] : []), ...(downgrades >= MANY ? [slower] : [])]
}

/** exo says that this receptacle takes no RDMA, MLX and Apple list it (facts 3.6): a port that is active settles it. */
function nextToEthernet(inputs: ThunderboltLinkInputs, observed: ThunderboltLinkObserved): Finding[] {
  if (inputs.minimumGbps < 80) return []
  return inputs.ends
    .filter((end) => isBesideEthernet(placesOf(inputs, observed), end))
    .filter((end) => observed.rdma?.[endText(end)] !== 'PORT_ACTIVE')
    .map((end) => ({
      mac: end.mac,
      danger: 'warning',
      what: `${endText(end)} is the receptacle beside Ethernet, and its RDMA port was not seen active`,
      cause: 'exo reports that RDMA does not work there on a Mac Studio; Apple does not say so, and nobody knows why',
      remedy: `Declare another receptacle of ${end.mac}; once the port is active (\`macloom look\`), this says nothing more`,
    }))
}
