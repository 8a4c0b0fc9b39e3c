import { macAt, places, textOf, type Place, type Plugged, type Wiring } from './plugged.js'

/** A renaming of receptacles under which the declared wiring stays what it is. */
export type Symmetry = ReadonlyMap<Place, Place>

/** All of them: Macs change places, parallel cables do, and so do receptacles that no link uses. */
export function symmetriesOf(wiring: Wiring): Symmetry[] {
  const declared = new Set(wiring.links.flat())
  const free = (mac: string) => places(wiring).filter((place) => macAt(place) === mac && !declared.has(place))
  return permutations(wiring.macs).flatMap((images) => {
    const image = (mac: string) => images[wiring.macs.indexOf(mac)] ?? mac
    const spares = wiring.macs.map((mac) => bijections(free(mac), free(image(mac))))
    return product([linkMaps(wiring, image), ...spares])
  })
}

/** The same text for whatever is the same up to symmetry. */
export function canonical(plugged: Plugged, symmetries: readonly Symmetry[]): string {
  let least: string | undefined
  for (const symmetry of symmetries) {
    const text = textOf(plugged, (place) => symmetry.get(place) ?? place)
    if (least === undefined || text < least) least = text
  }
  return least ?? textOf(plugged)
}

/** Where the receptacles of the links can go when the Macs go where `image` says; none where a link would be lost. */
function linkMaps({ links }: Wiring, image: (mac: string) => string): Map<Place, Place>[] {
  const pair = (a: string, b: string) => [a, b].sort().join(' ')
  const pairs = [...new Set(links.map(([a, b]) => pair(macAt(a), macAt(b))))]
  const choices = pairs.map((key) => {
    const [from, to] = [key, pair(...(key.split(' ').map(image) as [string, string]))].map((wanted) =>
      links.filter(([a, b]) => pair(macAt(a), macAt(b)) === wanted),
    )
    if (from === undefined || to?.length !== from.length) return []
    return permutations(to).map((order) => new Map(from.flatMap((link, at) => ends(link, order[at] ?? link, image))))
  })
  return product(choices)
}

function ends([a, b]: readonly [Place, Place], [c, d]: readonly [Place, Place], image: (mac: string) => string) {
  return image(macAt(a)) === macAt(c)
    ? ([
        [a, c],
        [b, d],
      ] as const)
    : ([
        [a, d],
        [b, c],
      ] as const)
}

function bijections(from: readonly Place[], to: readonly Place[]): Map<Place, Place>[] {
  if (from.length !== to.length) return []
  return permutations(to).map((order) => new Map(from.map((place, at) => [place, order[at] ?? place])))
}

function product(choices: readonly (readonly Map<Place, Place>[])[]): Map<Place, Place>[] {
  return choices.reduce<Map<Place, Place>[]>(
    (all, next) => all.flatMap((one) => next.map((other) => new Map([...one, ...other]))),
    [new Map<Place, Place>()],
  )
}

export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  )
}
