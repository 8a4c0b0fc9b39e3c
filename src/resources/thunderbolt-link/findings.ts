import type { Finding } from '../words.js'
import { endText } from './cabling.js'
import { diff } from './diff.js'
import type { ThunderboltLinkInputs } from './inputs.js'
import type { ThunderboltLinkObserved } from './outputs.js'
import { sightOf, type Sight } from './sight.js'
import { workOrders } from './work-orders.js'

/** What is wrong with this cable: its cause, what it endangers, and the plug to move. */
export function findings(inputs: ThunderboltLinkInputs, observed: ThunderboltLinkObserved): readonly Finding[] {
  const sight = sightOf(inputs, observed)
  const orders = workOrders(inputs, observed).flatMap(({ steps }) => steps)
  return diff(inputs, observed).map(({ what, path }) => ({
    mac: inputs.ends[0].mac,
    danger: path === 'ends' && sight.is !== 'one-sided' ? 'danger' : 'warning',
    what,
    cause: causeOf(sight, path),
    remedy: orders.join('. ') || 'Bring every Mac of the lab within reach, so that the plugs can be told apart',
  }))
}

function causeOf(sight: Sight, path: string): string {
  switch (sight.is) {
    case 'unseen':
      return `${endText(sight.end)} is declared, and that Mac reports no such receptacle`
    case 'apart':
      return 'the two receptacles do not name each other by domain UUID: ranks on this link would never meet'
    case 'one-sided':
      return 'a hub or a display is between the two Macs: the Mac behind it is seen, the one before it is not'
    case 'linked':
      return path === 'through'
        ? 'something is plugged in between: RDMA does not go through a dock, and a hub shares its bandwidth'
        : 'a cable or an adapter of an older generation: RDMA over Thunderbolt needs 80 Gb/s at both ends'
  }
}
