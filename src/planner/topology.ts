import type { PlannedLink } from './links.js'

/** `mesh`: every pair is cabled; `ring`: a round trip exists; `chain`: connected only; `islands`: not even that. */
export type Shape = 'mesh' | 'ring' | 'chain' | 'islands'

/** What the cables between these Macs form. */
export function shapeOf(macs: readonly string[], links: readonly PlannedLink[]): Shape {
  const near = neighboursByMac(macs, links)
  if (macs.every((mac) => near.get(mac)?.size === macs.length - 1)) return 'mesh'
  if (reached(macs[0], near).size < macs.length) return 'islands'
  return ringOrder(macs, links) === null ? 'chain' : 'ring'
}

export function describeShape(macs: readonly string[], links: readonly PlannedLink[]): string {
  const words: Readonly<Record<Shape, string>> = {
    mesh: 'every two of them are cabled',
    ring: 'the cables form a ring in another order',
    chain: 'the cables connect them, but not in a ring',
    islands: 'the cables leave some of them apart',
  }
  return words[shapeOf(macs, links)]
}

/** A round trip along cables through all Macs that begins at the first one; null when there is none. */
export function ringOrder(macs: readonly string[], links: readonly PlannedLink[]): string[] | null {
  const near = neighboursByMac(macs, links)
  const first = macs[0]
  return first === undefined ? null : roundTrip([first], macs, near)
}

function roundTrip(path: readonly string[], macs: readonly string[], near: Neighbours): string[] | null {
  const here = near.get(path.at(-1) ?? '') ?? new Set<string>()
  if (path.length === macs.length) return here.has(path[0] ?? '') ? [...path] : null
  for (const next of macs) {
    if (!here.has(next) || path.includes(next)) continue
    const trip = roundTrip([...path, next], macs, near)
    if (trip !== null) return trip
  }
  return null
}

type Neighbours = ReadonlyMap<string, ReadonlySet<string>>

function neighboursByMac(macs: readonly string[], links: readonly PlannedLink[]): Neighbours {
  const near = new Map(macs.map((mac) => [mac, new Set<string>()]))
  for (const { ends } of links) {
    const [a, b] = ends.map(({ mac }) => mac)
    if (a === undefined || b === undefined || !near.has(a) || !near.has(b)) continue
    near.get(a)?.add(b)
    near.get(b)?.add(a)
  }
  return near
}

function reached(first: string | undefined, near: Neighbours): Set<string> {
  const seen = new Set<string>()
  const todo = first === undefined ? [] : [first]
  for (let mac = todo.pop(); mac !== undefined; mac = todo.pop()) {
    if (seen.has(mac)) continue
    seen.add(mac)
    todo.push(...(near.get(mac) ?? []))
  }
  return seen
}
