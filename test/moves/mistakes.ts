import { macAt, places, takenBy, type Gadget, type Place, type Plugged, type Wire, type Wiring } from './plugged.js'

/** What somebody did wrong, and what is plugged in since. */
export interface Mistaken {
  readonly what: string
  readonly plugged: Plugged
}

/** Every single mistake that one can make from here. */
export function mistakes(wiring: Wiring, plugged: Plugged): Mistaken[] {
  const taken = takenBy(plugged)
  const free = places(wiring).filter((place) => !taken.has(place))
  return [
    ...wrongPort(plugged, free),
    ...plugged.wires.map((wire) => ({ what: 'missing', plugged: without(plugged, wire) })),
    ...crossed(plugged),
    ...extra(wiring, plugged, free),
    ...slow(plugged),
    ...between(plugged),
    ...free.map((at) => ({ what: 'disk', plugged: { ...plugged, gadgets: [...plugged.gadgets, disk(at)] } })),
  ]
}

const disk = (at: Place): Gadget => ({ sort: 'disk', at: [at] })

function without({ wires, gadgets }: Plugged, wire: Wire): Plugged {
  return { wires: wires.filter((each) => each !== wire), gadgets }
}

function withWires({ gadgets }: Plugged, wires: readonly Wire[]): Plugged {
  return { wires, gadgets }
}

/** The wires with each plug where `to` says. */
function replugged(plugged: Plugged, to: ReadonlyMap<Place, Place>): Plugged {
  const moved = (place: Place) => to.get(place) ?? place
  return withWires(
    plugged,
    plugged.wires.map(({ ends: [a, b], gbps }) => ({ ends: [moved(a), moved(b)], gbps })),
  )
}

function wrongPort(plugged: Plugged, free: readonly Place[]): Mistaken[] {
  return plugged.wires
    .flatMap(({ ends }) => ends)
    .flatMap((plug) => free.map((to) => ({ what: 'wrong port', plugged: replugged(plugged, new Map([[plug, to]])) })))
}

function crossed(plugged: Plugged): Mistaken[] {
  return plugged.wires.flatMap(({ ends }, at) =>
    plugged.wires
      .slice(at + 1)
      .flatMap((other) => ends.flatMap((a) => other.ends.map((b) => [a, b] as const)))
      .map(([a, b]) => {
        const swapped = new Map([
          [a, b],
          [b, a],
        ])
        return { what: 'crossed', plugged: replugged(plugged, swapped) }
      }),
  )
}

function extra({ links }: Wiring, plugged: Plugged, free: readonly Place[]): Mistaken[] {
  const linked = (a: Place, b: Place) =>
    links.some((ends) => ends.map(macAt).sort().join() === [macAt(a), macAt(b)].sort().join())
  return free.flatMap((a, at) =>
    free.slice(at + 1).map((b) => ({
      what: linked(a, b) ? 'duplicate' : 'extra',
      plugged: withWires(plugged, [...plugged.wires, { ends: [a, b], gbps: 80 }]),
    })),
  )
}

function slow(plugged: Plugged): Mistaken[] {
  return plugged.wires
    .filter(({ gbps }) => gbps === 80)
    .flatMap((wire) =>
      ([40, 20, 10] as const).map((gbps) => ({
        what: `at ${gbps} Gb/s`,
        plugged: withWires(
          plugged,
          plugged.wires.map((each) => (each === wire ? { ...wire, gbps } : each)),
        ),
      })),
    )
}

function between(plugged: Plugged): Mistaken[] {
  return plugged.wires.flatMap((wire) =>
    (['hub', 'dock', 'display'] as const).flatMap((sort) =>
      [wire.ends, [...wire.ends].reverse()].map((at) => ({
        what: `through a ${sort}`,
        plugged: { wires: without(plugged, wire).wires, gadgets: [...plugged.gadgets, { sort, at }] },
      })),
    ),
  )
}
