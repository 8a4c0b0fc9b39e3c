import { isEthernet, macOf } from './link-kind.js'
import type { Lab } from './schema.js'

/** One receptacle of one Mac. */
export interface End {
  readonly mac: string
  readonly receptacle: number
}

/** `studio-1:2` in parts; the text has been validated by the lab's schema. */
export function endOf(text: string): End {
  const [mac = '', receptacle = ''] = text.split(':')
  return { mac, receptacle: Number(receptacle) }
}

/**
 * How many cables of a ring every neighbour pair can use: as many as the pair with the fewest has. A pair without one has
 * the one of Ethernet, if any.
 */
export function cablesOfRing(macs: readonly string[], links: Iterable<Lab['links'][number]>): number {
  const all = [...links]
  const pairsOf = (some: typeof all) => some.map(({ between: [a = '', b = ''] }) => pairKey(macOf(a), macOf(b)))
  const cables = pairsOf(all.filter(({ between }) => !between.some(isEthernet)))
  const wired = pairsOf(all.filter(({ between }) => between.every(isEthernet)))
  const counts = neighbours(macs).map(([a, b]) => {
    const key = pairKey(a, b)
    return cables.filter((pair) => pair === key).length || Number(wired.includes(key))
  })
  return counts.length === 0 ? 0 : Math.min(...counts)
}

/** Every pair that a ring in this order needs a cable between; for two Macs one pair serves both directions. */
export function neighbours(macs: readonly string[]): [string, string][] {
  const pairs = macs.map((mac, rank): [string, string] => [mac, macs[(rank + 1) % macs.length] ?? mac])
  return macs.length < 2 ? [] : macs.length === 2 ? pairs.slice(0, 1) : pairs
}

/** The ports that one rank of a ring listens on: one per cable, different for every rank. */
export function ringPorts(firstPort: number, rank: number, cables: number): number[] {
  return Array.from({ length: cables }, (_, cable) => firstPort + rank * cables + cable)
}

function pairKey(a: string, b: string): string {
  return [a, b].sort().join(' ')
}
