import { limitsOf, type Limits } from './mesh-limit.js'
import { answersFor, type Answers } from './wiring-answers.js'
import { islandsOf, shapeOf, type Shape } from './topology.js'
import type { Wire, Wiring } from './wires.js'

/** Two Macs with more than one cable between them. */
export interface Doubled {
  readonly macs: readonly [string, string]
  readonly cables: number
}

/** What a wiring is, what it allows, and why. */
export interface WiringVerdict {
  readonly macs: readonly string[]
  readonly shape: Shape
  readonly doubled: readonly Doubled[]
  readonly allows: Answers
  /** What `mlx.distributed_config` would take of it by itself; null when it would take nothing. */
  readonly backend: 'jaccl' | 'jaccl-ring' | 'ring' | null
  /** The groups that hang together, where there are several: each can serve a model of its own behind one endpoint. */
  readonly pools: readonly WiringVerdict[]
  readonly limits: Limits
}

/** Classifies any wiring; up to 16 Macs every order of the ranks is searched. */
export function verdictOf({ macs, wires }: Wiring): WiringVerdict {
  const names = macs.map(({ name }) => name)
  const inside = wires.filter((wire) => wire.macs.every((mac) => names.includes(mac)))
  const cables = inside.filter(({ kind }) => kind !== 'ethernet')
  const allows = answersFor(macs, inside)
  const islands = islandsOf(names, inside)
  const within = (island: readonly string[]) => macs.filter(({ name }) => island.includes(name))
  return {
    macs: names,
    shape: shapeOf(names, cables.length > 0 ? cables : inside),
    doubled: doubledIn(cables),
    allows,
    backend: allows.jaccl.can ? 'jaccl' : allows.jacclRing.can ? 'jaccl-ring' : allows.ring.can ? 'ring' : null,
    pools: islands.length < 2 ? [] : islands.map((island) => verdictOf({ macs: within(island), wires: inside })),
    limits: limitsOf(macs),
  }
}

function doubledIn(cables: readonly Wire[]): Doubled[] {
  const counts = new Map<string, Doubled>()
  for (const { macs } of cables) {
    const key = [...macs].sort().join(' ')
    counts.set(key, { macs, cables: (counts.get(key)?.cables ?? 0) + 1 })
  }
  return [...counts.values()].filter((pair) => pair.cables > 1)
}
