import { deviceOf, textOf } from '../cabling.js'
import { bridgeOf } from '../kernel.js'
import type { MacEnd, World } from '../world.js'
import { farPort } from './pairs.js'

interface Edge {
  readonly end: MacEnd
  readonly from: string
  readonly to: string
}

/** The ends of all cables that join bridges to a ring, parallel cables included: what is broadcast there never dies. */
export function stormingEnds(world: World): ReadonlySet<string> {
  const left = new Set(bridgedCables(world))
  const storming = new Set<string>()
  for (const { from } of left) {
    const bridges = new Set([from])
    const cables = new Set<Edge>()
    for (const bridge of bridges)
      for (const edge of [...left].filter((each) => each.from === bridge)) {
        bridges.add(edge.to)
        cables.add(edge)
        left.delete(edge)
      }
    // Each cable is there twice, once from each end; a tree has one cable less than bridges.
    if (cables.size / 2 >= bridges.size) for (const { end } of cables) storming.add(textOf(end))
  }
  return storming
}

function bridgedCables(world: World): Edge[] {
  const macs = Object.values(world.macs).filter(({ on }) => on)
  const ends = macs.flatMap(({ name, receptacles }) =>
    Object.keys(receptacles).map((number) => ({ mac: name, receptacle: Number(number) })),
  )
  return ends.flatMap((end) => {
    const from = bridgeAt(world, end)
    const far = from === null ? null : farPort(world, end)
    const to = far && bridgeAt(world, far.end)
    return from !== null && to !== null ? [{ end, from, to }] : []
  })
}

function bridgeAt(world: World, { mac: name, receptacle }: MacEnd): string | null {
  const mac = world.macs[name]
  const device = mac ? deviceOf(mac, receptacle) : null
  const bridge = mac && device !== null ? bridgeOf(mac, device) : null
  return bridge === null ? null : `${name} ${bridge}`
}
