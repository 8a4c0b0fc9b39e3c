import { permutations } from '../moves/symmetry.js'

/** A wiring of so many Macs: how many cables there are between every two, pair by pair as `pairsOf` counts them. */
export interface WiringClass {
  readonly macs: number
  readonly cables: readonly number[]
}

/** Every wiring of 2 to 4 Macs with at most `most` cables between two, one of all that differ in names alone. */
export function wiringClasses(most: number): WiringClass[] {
  return [2, 3, 4].flatMap((macs) => {
    const seen = new Set<string>()
    return counts(pairsOf(macs).length, most).flatMap((cables) => {
      const key = canonical(macs, cables)
      if (seen.has(key)) return []
      seen.add(key)
      return [{ macs, cables }]
    })
  })
}

export function pairsOf(macs: number): [number, number][] {
  return range(macs).flatMap((a) => range(macs - a - 1).map((more): [number, number] => [a, a + 1 + more]))
}

/** Whether a round trip along the cables goes through all Macs, by trying every order. */
export function goesRound(wiring: WiringClass): boolean {
  const pairs = pairsOf(wiring.macs)
  const joined = (a = 0, b = 0) =>
    pairs.some(([c, d], pair) => wiring.cables[pair] !== 0 && [c, d].includes(a) && [c, d].includes(b))
  return permutations(range(wiring.macs)).some((order) =>
    order.every((mac, at) => joined(mac, order[(at + 1) % order.length])),
  )
}

/** Its cables as ends: `[[mac, receptacle], [mac, receptacle]]`; receptacles in an order that is none of their numbers'. */
export function cablesOf({ macs, cables }: WiringClass): [[number, number], [number, number]][] {
  const free = range(macs).map((mac) => (mac % 2 === 0 ? [2, 6, 3, 5, 4, 1] : [5, 3, 6, 2, 1, 4]))
  const take = (mac: number): [number, number] => [mac, free[mac]?.shift() ?? 0]
  return pairsOf(macs).flatMap(([a, b], pair) =>
    range(cables[pair] ?? 0).map((): [[number, number], [number, number]] => [take(a), take(b)]),
  )
}

/** `3 Macs 1-2 1-3×2`. */
export function nameOf({ macs, cables }: WiringClass): string {
  const words = pairsOf(macs).flatMap(([a, b], pair) => {
    const count = cables[pair] ?? 0
    return count === 0 ? [] : [`${a + 1}-${b + 1}${count > 1 ? `×${count}` : ''}`]
  })
  return `${macs} Macs ${words.join(' ') || 'without a cable'}`
}

function canonical(macs: number, cables: readonly number[]): string {
  const pairs = pairsOf(macs)
  const between = (a: number, b: number) =>
    cables[pairs.findIndex((pair) => pair[0] === Math.min(a, b) && pair[1] === Math.max(a, b))] ?? 0
  return permutations(range(macs))
    .map((order) => pairs.map(([a, b]) => between(order[a] ?? 0, order[b] ?? 0)).join(''))
    .reduce((least, text) => (text < least ? text : least))
}

function counts(length: number, most: number): number[][] {
  return length === 0
    ? [[]]
    : counts(length - 1, most).flatMap((rest) => range(most + 1).map((count) => [...rest, count]))
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
