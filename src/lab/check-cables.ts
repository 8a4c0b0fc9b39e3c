import { kindOf } from './link-kind.js'
import { hint } from './near.js'
import type { Pieces } from './pieces.js'
import type { Remark } from './place.js'

/** Links that name a cable which is not there, which another link has, or which cannot do what the link is. */
export function checkCables(pieces: Pieces): Remark[] {
  const used = new Map<string, string>()
  return [...pieces.links].flatMap(([index, link]) => {
    const name = link.cable
    if (name === undefined) return []
    const path = ['links', index, 'cable']
    const text = link.between.join(' <-> ')
    const before = used.get(name)
    used.set(name, text)
    if (!pieces.names.cables.includes(name)) {
      return [{ path, message: `there is no cable ${name}${hint(name, pieces.names.cables)}` }]
    }
    if (before !== undefined) return [{ path, message: `the cable ${name} is used twice: by ${before} and by ${text}` }]
    const generation = pieces.cables.get(name)?.generation
    const kind = kindOf(link, (mac) => pieces.hardware.get(mac))
    if (kind !== 'tb5' || generation === undefined || generation === 'tb5') return []
    const way = 'take another cable, or declare the link as kind: tb4'
    return [
      { path, message: `the cable ${name} is ${generation}, and the link is tb5, which needs a tb5 cable; ${way}` },
    ]
  })
}
