import type { End, World } from './world.js'

/** A Mac and all that are cabled to it, directly or through docks and hubs: whose tools may tell something new when it changes. */
export function neighbourhood(world: World, mac: string): readonly string[] {
  const seen = new Set<string>()
  const queue = [`mac ${mac}`]
  for (const place of queue) {
    if (seen.has(place)) continue
    seen.add(place)
    // What lies behind another Mac is out of sight.
    if (place !== `mac ${mac}` && place.startsWith('mac ')) continue
    for (const { ends } of world.cables) {
      const places = ends.map(placeOf)
      if (places.includes(place)) queue.push(...places)
    }
  }
  return [...seen].flatMap((place) => (place.startsWith('mac ') ? [place.slice(4)] : []))
}

function placeOf(end: End): string {
  return 'mac' in end ? `mac ${end.mac}` : `device ${end.device}`
}
