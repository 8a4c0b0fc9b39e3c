import { MAC_MODELS } from '../../lab/mac-models.js'
import { sameEnd } from './cabling.js'
import type { LinkEnd } from './inputs.js'
import type { Move } from './moves.js'

/** What a person needs to find a receptacle: the model says where it is, the lab file's label where its Mac stands. */
export interface Places {
  /** Model identifier by Mac, as far as it was read. */
  readonly models: Readonly<Record<string, string>>
  /** `label` of the lab file by Mac. */
  readonly labels: Readonly<Record<string, string>>
}

/** `receptacle 2 (back, middle right)`; without the position where nobody has looked at that model. */
export function receptacleText({ models }: Places, { mac, receptacle }: LinkEnd): string {
  const position = MAC_MODELS[models[mac] ?? '']?.positions[receptacle]
  return `receptacle ${receptacle}${position === undefined ? '' : ` (${position})`}`
}

/** The receptacle of a Mac Studio that RDMA is reported not to work on. */
export function isBesideEthernet({ models }: Places, { mac, receptacle }: LinkEnd): boolean {
  return MAC_MODELS[models[mac] ?? '']?.besideEthernet === receptacle
}

/** `receptacle 2 (back, middle right) of studio-2, rack 3`. */
export function placeText(places: Places, end: LinkEnd): string {
  const label = places.labels[end.mac]
  return `${receptacleText(places, end)} of ${end.mac}${label === undefined ? '' : `, ${label}`}`
}

// Two Macs can wait for each other's plugs: then no order of visits finds every receptacle free.
const CARRIED = ', its cable with it; a plug that is still there comes out first, and goes where its own order says'

/** A move as the steps of one hand; `before` is the move made just before it, whose plug may have pushed this one out. */
export function stepsOf(move: Move, before: Move | undefined, places: Places): string[] {
  const { plug, to, far, exchanges } = move
  if (to === null) {
    const other = far === null ? '' : `: its other plug is in ${placeText(places, far)}`
    const whole = far === null ? 'what hangs on it can go where no link is' : `take its cable away${other}`
    return [`Pull the plug out of ${receptacleText(places, plug)}; ${whole}`]
  }
  const held = before?.exchanges === true && before.to !== null && sameEnd(before.to, plug)
  const there = plug.mac === to.mac ? receptacleText(places, to) : placeText(places, to)
  return [
    held
      ? `Take the plug that came out of ${receptacleText(places, plug)} a moment ago`
      : `Pull the plug out of ${receptacleText(places, plug)} and keep it in your hand`,
    ...(exchanges ? [`Pull the plug out of ${there} too: it goes next`] : []),
    `Put ${exchanges ? 'the plug you took first' : 'it'} into ${there}${plug.mac === to.mac ? '' : CARRIED}`,
  ]
}
