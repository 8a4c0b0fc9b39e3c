import { places, type Place, type Plugged, type Wiring } from './plugged.js'

/** A plug that a person holds; the other end of its cable stays in its receptacle. */
const HAND = 'hand'
/** What one person can hold at once: the plug to put in, and the one that comes out for it. */
const HANDS = 2

/** A cable as the search sees it: both ends, and whether it is good for a link. `to` is a device's name or a receptacle. */
interface Line {
  readonly from: Place
  readonly to: Place
  readonly good: boolean
}

type State = readonly Line[]

/**
 * The fewest operations that make what is plugged in what is declared, found by trying: pull a plug into the hand (1),
 * put a plug from the hand into any free receptacle or lay its cable aside (0), plug a new cable in where a link is
 * declared (1). Plugs in devices are out of reach: nobody sees which port of a hub they are in. Best first; the bound is
 * what no operation can do better than: see `bound`.
 */
export function optimum(wiring: Wiring, plugged: Plugged): number {
  const start = stateOf(plugged)
  const declared = new Set(wiring.links.map((ends) => key(...ends)))
  const best = new Map([[textOf(start), 0]])
  const queue: State[][] = []
  const push = (state: State, cost: number) => (queue[cost] ??= []).push(state)
  push(start, bound(start, declared))
  for (let limit = 0; limit < 40; limit++) {
    for (let state = queue[limit]?.pop(); state !== undefined; state = queue[limit]?.pop()) {
      const spent = best.get(textOf(state)) ?? Infinity
      if (spent + bound(state, declared) < limit) continue
      if (isGoal(state, declared)) return spent
      for (const [next, cost] of operations(state, wiring)) {
        const text = textOf(next)
        if (spent + cost >= (best.get(text) ?? Infinity)) continue
        best.set(text, spent + cost)
        push(next, Math.max(limit, spent + cost + bound(next, declared)))
      }
    }
  }
  throw new Error(`no way from ${textOf(start)} to ${wiring.name}`)
}

function stateOf({ wires, gadgets }: Plugged): State {
  return [
    ...wires.map(({ ends: [from, to], gbps }) => ({ from, to, good: gbps === 80 })),
    ...gadgets.flatMap(({ at }, index) => at.map((from) => ({ from, to: `device ${index}`, good: false }))),
  ]
}

function key(a: Place, b: Place): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}

const toDevice = ({ to, from }: Line) => to.startsWith('device') || from.startsWith('device')

function textOf(state: State): string {
  return state
    .map(({ from, to, good }) => `${key(from, to)}${good ? '' : '!'}`)
    .sort()
    .join('|')
}

function isGoal(state: State, declared: ReadonlySet<string>): boolean {
  const right = state.filter(({ from, to, good }) => good && declared.has(key(from, to)))
  if (right.length < declared.size || state.some(({ from, to }) => from === HAND || to === HAND)) return false
  const devices = state.filter((line) => !right.includes(line))
  // A cable between Macs that no link needs, or two Macs that meet in a hub, are more than was declared.
  return devices.every(toDevice) && new Set(devices.map(({ to }) => to)).size === devices.length
}

/**
 * At least so many operations are left: one for each device in a declared receptacle and for each bad cable between Macs;
 * besides, one for each missing link that no plug in the hand may complete, or for each good cable too many.
 */
function bound(state: State, declared: ReadonlySet<string>): number {
  const wanted = new Set([...declared].flatMap((link) => link.split(' ')))
  const held = state.filter(({ from, to }) => from === HAND || to === HAND)
  const rest = state.filter((line) => !held.includes(line))
  const inTheWay = rest.filter((line) => toDevice(line) && wanted.has(line.from)).length
  const bad = rest.filter((line) => !toDevice(line) && !line.good).length
  const good = rest.filter(({ good: fine }) => fine)
  const right = good.filter(({ from, to }) => declared.has(key(from, to))).length
  const mayComplete = held.filter(({ good: fine }) => fine).length
  return inTheWay + bad + Math.max(declared.size - right - mayComplete, good.length - right, 0)
}

function* operations(state: State, wiring: Wiring): Generator<readonly [State, 0 | 1]> {
  const taken = new Set(state.flatMap(({ from, to }) => [from, to]))
  const free = places(wiring).filter((place) => !taken.has(place))
  const held = state.filter(({ from, to }) => from === HAND || to === HAND)
  for (const line of state) {
    const others = state.filter((each) => each !== line)
    if (held.includes(line)) {
      yield [others, 0]
      const stays = line.from === HAND ? line.to : line.from
      for (const place of free) yield [[...others, { from: place, to: stays, good: line.good }], 0]
    } else if (held.length < HANDS) {
      yield [[...others, { ...line, from: HAND }], 1]
      if (!toDevice(line)) yield [[...others, { ...line, to: HAND }], 1]
    }
  }
  // Elsewhere than at a declared link a new cable would have to be moved again.
  for (const [a, b] of wiring.links) {
    if (free.includes(a) && free.includes(b)) yield [[...state, { from: a, to: b, good: true }], 1]
  }
}
