import type { WorkOrder } from '../words.js'
import { cableKey, cablingOf, endText, sameEnd, type Cable, type Cabling } from './cabling.js'
import type { LinkEnd, ThunderboltLinkInputs } from './inputs.js'
import { leastMoves, type DeclaredLink, type Move, type Rewiring } from './moves.js'
import type { ThunderboltLinkObserved } from './outputs.js'
import { linkText, sightOf } from './sight.js'
import { placeText, receptacleText, stepsOf, type Places } from './wording.js'

/** This link's share of the smallest set of moves for the whole lab, so that the shares of all links add up to the set. */
export function workOrders(inputs: ThunderboltLinkInputs, observed: ThunderboltLinkObserved): readonly WorkOrder[] {
  const cabling = cablingOf(observed)
  const rewiring = leastMoves(declaredLinks(inputs), cabling)
  const places = placesOf(inputs, observed)
  const own = cableKey(...inputs.ends)
  const moves = rewiring.moves.flatMap((move, turn) =>
    cableKey(...(move.link ?? ownerOf(move, inputs))) === own
      ? [moveOrder(inputs, move, stepsOf(move, rewiring.moves[turn - 1], places), turn)]
      : [],
  )
  const cable = rewiring.cables.some((link) => cableKey(...link) === own)
  return [
    ...moves,
    ...(cable ? [plugOrder(inputs, rewiring, cabling, places)] : []),
    ...(sightOf(inputs, observed).is === 'one-sided' && moves.length === 0 ? [reseat(inputs, places)] : []),
  ]
}

/** The declared links of the lab, this one among them. */
export function declaredLinks({ ends, declared, minimumGbps, minimums }: ThunderboltLinkInputs): DeclaredLink[] {
  const own = cableKey(...ends)
  const others = declared.filter((link) => cableKey(...link) !== own)
  const minimumOf = (link: Cable) => minimums?.[cableKey(...link)] ?? 80
  return [{ ends, minimumGbps }, ...others.map((link) => ({ ends: link, minimumGbps: minimumOf(link) }))]
}

export function placesOf({ labels = {} }: ThunderboltLinkInputs, { models = {} }: ThunderboltLinkObserved): Places {
  return { labels, models }
}

/** Whose share a cable is that no link needs: the first declared link at one of its Macs. */
export function ownerOf({ plug, far }: Move, inputs: ThunderboltLinkInputs): Cable {
  const links = declaredLinks(inputs)
    .map(({ ends }) => ends)
    .sort((a, b) => (cableKey(...a) < cableKey(...b) ? -1 : 1))
  const at = (mac: string | undefined) => links.find((link) => link.some((end) => end.mac === mac))
  return at(plug.mac) ?? at(far?.mac) ?? inputs.ends
}

function moveOrder(
  { ends, labels }: ThunderboltLinkInputs,
  move: Move,
  steps: readonly string[],
  turn: number,
): WorkOrder {
  const { plug, to, link } = move
  return {
    ...whereOf(plug.mac, labels),
    why: whyOf(move),
    steps: [...steps],
    check:
      link === null ? `\`macloom look\` shows nothing in receptacle ${plug.receptacle} of ${plug.mac}` : checkOf(ends),
    move: { plug, to },
    turn,
    hands: 'move a plug',
  }
}

function whereOf(mac: string, labels: ThunderboltLinkInputs['labels']): Pick<WorkOrder, 'mac' | 'label'> {
  const label = labels?.[mac]
  return { mac, ...(label !== undefined && { label }) }
}

function whyOf({ plug, to, far, link }: Move): string {
  if (link === null)
    return `the cable between ${endText(plug)} and ${far === null ? 'a device' : endText(far)} is in no link of the lab`
  const belongs = to === null ? 'elsewhere' : `into ${endText(to)}`
  return `the link ${linkText(link)} is declared, and ${endText(plug)} has a plug that belongs ${belongs}`
}

/** Written for the Mac that is visited last of the two: by then both receptacles are free. */
function plugOrder(inputs: ThunderboltLinkInputs, { moves }: Rewiring, cabling: Cabling, places: Places): WorkOrder {
  const visited = ({ mac }: LinkEnd) => moves.findIndex(({ plug }) => plug.mac === mac)
  const [a, b] = inputs.ends
  const [near, far] = visited(b) > visited(a) ? [b, a] : [a, b]
  const there = placeText(places, far)
  const spare = moves.find(({ to, far: other }) => to === null && other !== null)
  return {
    ...whereOf(near.mac, inputs.labels),
    why: `the link ${linkText(inputs.ends)} is declared, and there is no ${cableName(inputs)} for it`,
    steps: [
      ...looseHint(inputs, cabling, near, there),
      ...(spare === undefined ? [] : spareHint(inputs, spare, cabling)),
      `Plug a ${cableName(inputs)} into ${receptacleText(places, near)} and ${there}`,
    ],
    check: checkOf(inputs.ends),
    move: { plug: near, to: far },
    hands: 'plug a cable',
  }
}

// A cable with one plug out shows at neither end, so only a person can tell it from no cable (facts 1.1).
function looseHint({ ends }: ThunderboltLinkInputs, { loose }: Cabling, near: LinkEnd, there: string): string[] {
  if (loose.some(({ plug }) => ends.some((end) => sameEnd(end, plug)))) return []
  return [
    `Look first whether a cable is in receptacle ${near.receptacle} or in ${there} with its other plug hanging loose: that one will do`,
  ]
}

function spareHint(inputs: ThunderboltLinkInputs, { plug, far }: Move, { conditions }: Cabling): string[] {
  const gbps = far === null ? 0 : (conditions?.get(cableKey(plug, far))?.gbps ?? Infinity)
  return gbps < inputs.minimumGbps
    ? []
    : [`The cable that was between ${endText(plug)} and ${endText(far ?? plug)} will do`]
}

function cableName({ minimumGbps }: ThunderboltLinkInputs): string {
  return minimumGbps > 40 ? 'certified Thunderbolt 5 cable' : 'Thunderbolt cable'
}

function reseat({ ends, labels }: ThunderboltLinkInputs, places: Places): WorkOrder {
  const [a, b] = ends
  return {
    ...whereOf(a.mac, labels),
    why: `only one end of ${linkText(ends)} sees the other one`,
    steps: [
      `Take out what is between ${receptacleText(places, a)} and ${placeText(places, b)}, if anything is`,
      'Pull both plugs of that cable out, wait ten seconds, and put them in again until they click',
    ],
    check: checkOf(ends),
    hands: 'plug a cable',
  }
}

function checkOf(ends: ThunderboltLinkInputs['ends']): string {
  return `\`pulumi up\` goes on by itself, and waits for ${linkText(ends)} no longer`
}
