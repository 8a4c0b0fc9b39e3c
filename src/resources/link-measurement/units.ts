import type { LinkFigures, MacFigures, Rate, Trips } from './outputs.js'

/** `34.1`, `0.19`: a rate in Gb/s. */
export function gigabits(gbps: number): string {
  return gbps >= 10 ? gbps.toFixed(1) : gbps.toFixed(2)
}

/** `210 us`, `1.4 ms`: microseconds for a person. */
export function micros(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(1)} ms` : `${Math.round(value)} us`
}

/** `3 minutes ago`, `12 days ago`, from two times in seconds since 1970. */
export function age(at: number, now: number): string {
  const seconds = Math.max(0, now - at)
  for (const [length, name] of UNITS) {
    const count = Math.floor(seconds / length)
    if (count > 0) return `${count} ${name}${count === 1 ? '' : 's'} ago`
  }
  return 'just now'
}

const UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const

/** The figures of one link on one line: both directions and round trips, as its ends are written. */
export function figuresText({ rate, trips }: LinkFigures): string {
  const { forth, back } = trips
  const slower: Trips = forth.p99 >= back.p99 ? forth : back
  const round = `${micros(slower.p50)} (p99 ${micros(slower.p99)}, longest ${micros(slower.max)})`
  return `${bothWays(rate)} Gb/s, round trip ${round}`
}

/** The figures of all links of a Mac at once, on one line. */
export function togetherText({ links }: MacFigures): string {
  return Object.entries(links)
    .map(([key, rates]) => `${key} ${bothWays(rates)} Gb/s`)
    .join(', ')
}

function bothWays({ forth, back }: { readonly forth: Rate; readonly back: Rate }): string {
  return `${gigabits(forth.gbps)} forth and ${gigabits(back.gbps)} back`
}
