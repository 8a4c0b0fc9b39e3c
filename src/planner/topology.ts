import type { Joint } from './links.js'
import { lineThrough, roundTrip, type Neighbours } from './round-trip.js'

/**
 * `mesh`: every two are joined; `ring`: a round trip exists; `chain`: a line through all; `star`: one in the middle and
 * the others only at it; `branches`: they hang together, and no line goes through all; `islands`: not even that.
 */
export type Shape = 'single' | 'mesh' | 'ring' | 'chain' | 'star' | 'branches' | 'islands'

/** What the cables between these Macs form. Cables to others, and a second one between the same two, change nothing. */
export function shapeOf(macs: readonly string[], joints: readonly Joint[]): Shape {
  if (macs.length === 1) return 'single'
  const near = neighbours(macs, joints)
  const degrees = macs.map((mac) => near.get(mac)?.size ?? 0)
  if (degrees.every((degree) => degree === macs.length - 1)) return 'mesh'
  if (islandsOf(macs, joints).length > 1) return 'islands'
  if (roundTrip(macs, near) !== null) return 'ring'
  if (lineThrough(macs, near) !== null) return 'chain'
  const middle = degrees.filter((degree) => degree > 1)
  return middle.length === 1 && middle[0] === macs.length - 1 ? 'star' : 'branches'
}

export const SHAPE_WORDS: Readonly<Record<Shape, string>> = {
  single: 'one Mac by itself',
  mesh: 'every two of them are cabled',
  ring: 'the cables form a ring in another order',
  chain: 'the cables connect them, but not in a ring',
  star: 'all are cabled to one in the middle, and not to each other',
  branches: 'the cables connect them, but neither in a ring nor in a line',
  islands: 'the cables leave some of them apart',
}

/** A round trip along cables through all Macs that begins at the first one; null when there is none. */
export function ringOrder(macs: readonly string[], joints: readonly Joint[]): string[] | null {
  return roundTrip(macs, neighbours(macs, joints))
}

/** A line along cables through all Macs; null when there is none. */
export function lineOrder(macs: readonly string[], joints: readonly Joint[]): string[] | null {
  return lineThrough(macs, neighbours(macs, joints))
}

/** The Macs in groups that hang together, each in the order given. */
export function islandsOf(macs: readonly string[], joints: readonly Joint[]): string[][] {
  const near = neighbours(macs, joints)
  const seen = new Set<string>()
  return macs.flatMap((mac) => {
    if (seen.has(mac)) return []
    const island = reached(mac, near)
    for (const one of island) seen.add(one)
    return [macs.filter((one) => island.has(one))]
  })
}

/** Pairs that no cable joins. */
export function apartIn(macs: readonly string[], joints: readonly Joint[]): [string, string][] {
  const near = neighbours(macs, joints)
  return macs.flatMap((a, index) =>
    macs.slice(index + 1).flatMap((b): [string, string][] => (near.get(a)?.has(b) === true ? [] : [[a, b]])),
  )
}

// A cable from a Mac to itself joins nobody.
function neighbours(macs: readonly string[], joints: readonly Joint[]): Neighbours {
  const near = new Map(macs.map((mac) => [mac, new Set<string>()]))
  for (const {
    macs: [a, b],
  } of joints) {
    if (a === b || !near.has(a) || !near.has(b)) continue
    near.get(a)?.add(b)
    near.get(b)?.add(a)
  }
  return near
}

function reached(first: string, near: Neighbours): Set<string> {
  const seen = new Set<string>()
  const todo = [first]
  for (let mac = todo.pop(); mac !== undefined; mac = todo.pop()) {
    if (seen.has(mac)) continue
    seen.add(mac)
    todo.push(...(near.get(mac) ?? []))
  }
  return seen
}
