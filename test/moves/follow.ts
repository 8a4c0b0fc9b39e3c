import { endText } from '../../src/resources/thunderbolt-link/cabling.js'
import type { Rewiring } from '../../src/resources/thunderbolt-link/moves.js'
import type { Place } from './plugged.js'

/** What a person can do at the receptacles; the sim's hands are such, and so are those on a bare world. */
export interface PlugHands {
  plug(a: Place, b: Place): unknown
  unplug(at: Place): unknown
  move(from: Place, to: Place): unknown
  swap(a: Place, b: Place): unknown
}

/**
 * Does what the advice says, in its order and nothing else. A plug is named by where it was at first; `move` and `plug`
 * of the sim refuse a receptacle that is taken, so an order that cannot be followed throws.
 */
export async function follow({ moves, cables }: Pick<Rewiring, 'moves' | 'cables'>, hands: PlugHands): Promise<void> {
  const now = new Map<Place, Place>()
  for (const { plug, to, exchanges } of moves) {
    const at = now.get(endText(plug)) ?? endText(plug)
    if (to === null) await hands.unplug(at)
    else if (exchanges) {
      // The plug that comes into the hand waits where this one was; its own move is the next.
      await hands.swap(at, endText(to))
      now.set(endText(to), at)
    } else if (at !== endText(to)) await hands.move(at, endText(to))
  }
  for (const [a, b] of cables) await hands.plug(endText(a), endText(b))
}
