import { isUnknown, type WorkOrder } from '../words.js'
import { cableKey, cablingOf, endText, sameEnd, type Cable } from './cabling.js'
import { diff } from './diff.js'
import type { ThunderboltLinkInputs } from './inputs.js'
import { smallestMoves, type Move } from './moves.js'
import type { ThunderboltLinkObserved } from './outputs.js'
import { linkText, sightOf } from './sight.js'

/** This link's share of the smallest set of moves for the whole lab, so that the shares of all links add up to the set. */
export function workOrders(inputs: ThunderboltLinkInputs, observed: ThunderboltLinkObserved): readonly WorkOrder[] {
  const sight = sightOf(inputs, observed)
  if (sight.is === 'unseen' || diff(inputs, observed).length === 0) return []
  if (sight.is !== 'apart') return [replace(inputs)]
  const { cables, loose } = cablingOf(observed)
  const strays = loose.filter(({ plug }) => inputs.ends.some((end) => sameEnd(end, plug)))
  // A plug that leads to a Mac nobody could look at: moving it may be wrong, so first that Mac has to answer.
  if (strays.some(({ what }) => what === 'an unknown Mac') && Object.values(observed.macs).some(isUnknown)) return []
  const rewiring = smallestMoves(everyLink(inputs), cables).get(cableKey(...inputs.ends))
  const pulls = strays.map(({ plug }): Move => ({ plug, to: null }))
  const moves = [...pulls, ...(rewiring?.moves ?? [])]
  return [...moves.map((move) => moveOrder(inputs, move)), ...(rewiring?.cable === true ? [plugOrder(inputs)] : [])]
}

/** The declared links of the lab, this one among them. */
function everyLink({ ends, declared }: ThunderboltLinkInputs): readonly Cable[] {
  return declared.some((link) => cableKey(...link) === cableKey(...ends)) ? declared : [...declared, ends]
}

function moveOrder({ ends }: ThunderboltLinkInputs, { plug, to }: Move): WorkOrder {
  const here = `At ${plug.mac}, pull the Thunderbolt plug out of receptacle ${plug.receptacle}`
  const there = to === null ? [] : [putIn(plug.mac, to.mac, to.receptacle)]
  return {
    mac: plug.mac,
    why: `the link ${linkText(ends)} is declared, and ${endText(plug)} has a plug that belongs ${to === null ? 'elsewhere' : `into ${endText(to)}`}`,
    steps: [here, ...there],
    check: checkOf(ends),
    move: { plug, to },
    hands: 'move a plug',
  }
}

function putIn(from: string, mac: string, receptacle: number): string {
  return `Put ${from === mac ? 'it' : `it, with its cable, at ${mac}`} into receptacle ${receptacle} (pull out first what is plugged in there)`
}

function plugOrder({ ends }: ThunderboltLinkInputs): WorkOrder {
  const [a, b] = ends
  return {
    mac: a.mac,
    why: `the link ${linkText(ends)} is declared, and there is no cable for it`,
    steps: [
      `Plug a Thunderbolt 5 cable into receptacle ${a.receptacle} of ${a.mac} and receptacle ${b.receptacle} of ${b.mac}`,
    ],
    check: checkOf(ends),
    move: { plug: a, to: b },
    hands: 'plug a cable',
  }
}

function replace(inputs: ThunderboltLinkInputs): WorkOrder {
  const [a, b] = inputs.ends
  return {
    mac: a.mac,
    why: `${linkText(inputs.ends)} needs one direct cable of ${inputs.minimumGbps} Gb/s`,
    steps: [
      'Take out what is between the two Macs: a hub, a dock, a display, an adapter',
      `Plug one certified Thunderbolt 5 cable from receptacle ${a.receptacle} of ${a.mac} to receptacle ${b.receptacle} of ${b.mac}`,
    ],
    check: checkOf(inputs.ends),
    hands: 'plug a cable',
  }
}

function checkOf(ends: ThunderboltLinkInputs['ends']): string {
  return `\`pulumi up\` goes on by itself, and waits for ${linkText(ends)} no longer`
}
