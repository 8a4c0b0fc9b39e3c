import { MAC_MODELS } from './mac-models.js'
import { hint } from './near.js'
import type { Pieces } from './pieces.js'
import type { Remark } from './place.js'

/** What is wrong with the links as a whole: names, plugs used twice, receptacles that the model does not have. */
export function checkLinks(pieces: Pieces): Remark[] {
  const used = new Map<string, number>()
  return [...pieces.links].flatMap(([index, { between, minimumGbps }]) => {
    const path = ['links', index]
    const itself = new Set(between.map((end) => macOf(end))).size === 1
    const first = between[0] ?? ''
    return [
      ...(itself ? [{ path, message: `${macOf(first)} is linked with itself; a link joins two Macs` }] : []),
      ...between.flatMap((end) => checkEnd(end, pieces).map((message) => ({ path, message }))),
      ...between.flatMap((end) => tooSlow(end, minimumGbps, pieces).map((message) => ({ path, message }))),
      ...between.flatMap((end) => twice(end, index, used, pieces).map((message) => ({ path, message }))),
    ]
  })
}

function checkEnd(end: string, pieces: Pieces): string[] {
  const mac = macOf(end)
  if (!pieces.names.macs.includes(mac)) return [`there is no Mac ${mac}${hint(mac, pieces.names.macs)}`]
  const model = MAC_MODELS[pieces.hardware.get(mac) ?? '']
  const number = Number(end.split(':')[1])
  if (number < 1) return [`${end}: receptacles are counted from 1`]
  if (model === undefined || number <= model.receptacles) return []
  return [`${mac} is a ${model.name} with ${model.receptacles} receptacles; it has no receptacle ${number}`]
}

/** Thunderbolt 4 links at 40 Gb/s whatever the cable; a link that asks for more would never be ready. */
function tooSlow(end: string, minimumGbps: number, pieces: Pieces): string[] {
  const mac = macOf(end)
  const model = MAC_MODELS[pieces.hardware.get(mac) ?? '']
  if (model?.thunderbolt !== 4 || minimumGbps <= 40) return []
  return [`${mac} is a ${model.name} with Thunderbolt 4; write the link as { between: […], minimumGbps: 40 }`]
}

function twice(end: string, index: number, used: Map<string, number>, pieces: Pieces): string[] {
  const before = used.get(end)
  used.set(end, index)
  if (before === undefined) return []
  const text = (at: number): string => (pieces.links.get(at)?.between ?? []).join(' <-> ')
  if (before === index) return []
  return [`receptacle ${end} is used twice: by ${text(before)} and by ${text(index)}`]
}

function macOf(end: string): string {
  return end.split(':')[0] ?? end
}
