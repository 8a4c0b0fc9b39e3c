/** `a:1`: receptacle 1 of Mac a. */
export type Place = string

/** A cable between two receptacles of Macs, by what it negotiates. */
export interface Wire {
  readonly ends: readonly [Place, Place]
  readonly gbps: 80 | 40 | 20 | 10
}

/** Something that is no Mac, with the receptacles its cables lead to: one of a disk, two of a hub between two Macs. */
export interface Gadget {
  readonly sort: 'disk' | 'hub' | 'dock' | 'display'
  /** The first is at its upstream port. */
  readonly at: readonly Place[]
}

/** Everything that is plugged in, as a person could draw it. */
export interface Plugged {
  readonly wires: readonly Wire[]
  readonly gadgets: readonly Gadget[]
}

/** A declared wiring: its Macs have so many receptacles each. */
export interface Wiring {
  readonly name: string
  readonly macs: readonly string[]
  readonly receptacles: 3 | 4 | 6
  readonly links: readonly (readonly [Place, Place])[]
}

export function macAt(place: Place): string {
  return place.slice(0, place.indexOf(':'))
}

export function places({ macs, receptacles }: Wiring): Place[] {
  return macs.flatMap((mac) => Array.from({ length: receptacles }, (_, index) => `${mac}:${index + 1}`))
}

export function asDeclared({ links }: Wiring): Plugged {
  return { wires: links.map((ends): Wire => ({ ends, gbps: 80 })), gadgets: [] }
}

export function takenBy({ wires, gadgets }: Plugged): Set<Place> {
  return new Set([...wires.flatMap(({ ends }) => ends), ...gadgets.flatMap(({ at }) => at)])
}

/** One text for what is plugged in, whichever way round it is written, with every receptacle renamed. */
export function textOf({ wires, gadgets }: Plugged, named: (place: Place) => Place = (place) => place): string {
  const cables = wires.map(({ ends, gbps }) => `${ends.map(named).sort().join('-')}@${gbps}`)
  const others = gadgets.map(({ sort, at }) => `${sort}:${at.map(named).join(',')}`)
  return [...cables, ...others].sort().join(' ')
}
