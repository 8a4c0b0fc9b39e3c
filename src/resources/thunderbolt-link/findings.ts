import type { Finding, WorkOrder } from '../words.js'
import { endText } from './cabling.js'
import { diff, pluggedNow } from './diff.js'
import type { ThunderboltLinkInputs } from './inputs.js'
import type { ThunderboltLinkObserved } from './outputs.js'
import { linkText, sightOf, type Sight } from './sight.js'
import { moveText } from './moves.js'
import { workOrders } from './work-orders.js'

/** What is wrong with this cable: its cause, what it endangers, and the plug to move; what is plugged where, `waiting` says. */
export function findings(inputs: ThunderboltLinkInputs, observed: ThunderboltLinkObserved): readonly Finding[] {
  const sight = sightOf(inputs, observed)
  const remedies = workOrders(inputs, observed).map(remedyOf)
  return diff(inputs, observed).map(({ what, path }) => ({
    mac: inputs.ends[0].mac,
    danger: path === 'ends' && sight.is !== 'one-sided' ? 'danger' : 'warning',
    what: sight.is === 'apart' ? `${linkText(inputs.ends)} carries nothing` : what,
    cause: sight.is === 'apart' ? apart(inputs, observed) : causeOf(sight, path),
    remedy: remedies.join('. ') || 'Bring every Mac of the lab within reach, so that the plugs can be told apart',
  }))
}

function remedyOf({ move, hands, steps }: WorkOrder): string {
  return move?.to != null && hands === 'move a plug' ? moveText({ ...move, far: null }) : steps.join('. ')
}

function apart(inputs: ThunderboltLinkInputs, observed: ThunderboltLinkObserved): string {
  const now = pluggedNow(inputs, observed)
  if (now === 'nothing') return 'nothing is plugged in at either end'
  return now.includes('an unknown Mac') ? 'a plug leads to an unknown Mac' : 'a plug is in another receptacle'
}

function causeOf(sight: Exclude<Sight, { is: 'apart' }>, path: string): string {
  switch (sight.is) {
    case 'unseen':
      return `${endText(sight.end)} is declared, and that Mac reports no such receptacle`
    case 'one-sided':
      return 'a hub or a display is between the two Macs: the Mac behind it is seen, the one before it is not'
    case 'linked':
      return path === 'through'
        ? 'something is plugged in between: RDMA does not go through a dock, and a hub shares its bandwidth'
        : 'a cable or an adapter of an older generation: RDMA over Thunderbolt needs 80 Gb/s at both ends'
  }
}
