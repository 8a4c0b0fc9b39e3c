import type { Case } from './cases.js'
import { mistakes } from './mistakes.js'
import { asDeclared, places, type Place, type Plugged, type Wire, type Wiring } from './plugged.js'

/** Small whole numbers, the same in every run of one seed. */
export function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return (state >>> 8) % below
  }
}

/** One or two mistakes at random, so many times. */
export function randomMistakes(wiring: Wiring, count: number, seed: number): Case[] {
  const next = numbers(seed)
  return Array.from({ length: count }, () => {
    const made: string[] = []
    let plugged = asDeclared(wiring)
    for (let rounds = 1 + next(2); rounds > 0; rounds--) {
      const all = mistakes(wiring, plugged)
      const chosen = all[next(all.length)]
      if (chosen === undefined) break
      made.push(chosen.what)
      plugged = chosen.plugged
    }
    return { wiring, plugged, what: made.join(' + ') }
  })
}

/** Two to four Macs with anything declared and anything plugged in. */
export function randomWiring(count: number, seed: number): Case[] {
  const next = numbers(seed)
  return Array.from({ length: count }, (_, at) => {
    const macs = ['a', 'b', 'c', 'd'].slice(0, 2 + next(3))
    const empty: Wiring = { name: `random ${at}`, macs, receptacles: 4, links: [] }
    const links = pairs(places(empty), 1 + next(4), next)
    const named = { ...empty, links, macs: macs.filter((mac) => links.flat().some((end) => end.startsWith(mac))) }
    return { wiring: named, plugged: anything(named, next), what: 'anything' }
  })
}

function anything(wiring: Wiring, next: (below: number) => number): Plugged {
  const speeds = [80, 80, 80, 40] as const
  const wires = pairs(places(wiring), 1 + next(4), next).map((ends): Wire => ({ ends, gbps: speeds[next(4)] ?? 80 }))
  return { wires, gadgets: [] }
}

/** Pairs of receptacles of two Macs each, none twice. */
function pairs(all: readonly Place[], count: number, next: (below: number) => number): (readonly [Place, Place])[] {
  const free = [...all]
  const take = (fits: (place: Place) => boolean) => {
    const fitting = free.filter(fits)
    const place = fitting[next(Math.max(1, fitting.length))]
    if (place !== undefined) free.splice(free.indexOf(place), 1)
    return place
  }
  return Array.from({ length: count }).flatMap(() => {
    const a = take(() => true)
    const b = take((place) => a !== undefined && place[0] !== a[0])
    return a === undefined || b === undefined ? [] : [[a, b] as const]
  })
}
