/** Numbers that are the same in every run. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  readonly at: (below: number) => number
  readonly pick: <T>(from: readonly T[]) => T
}

/** mulberry32: small, quick, and good enough to scatter mutations. */
export function seeded(seed: number): Random {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const at = (below: number): number => Math.floor(next() * below)
  return {
    at,
    pick: <T>(from: readonly T[]): T => {
      const picked = from[at(from.length)]
      if (picked === undefined) throw new RangeError('nothing to pick from')
      return picked
    },
  }
}

/** The seed of one case, so that it can be replayed without those before it. */
export function seedOf(seed: number, subject: string, index: number): number {
  let hash = 0x811c9dc5 ^ seed
  for (const letter of `${subject}#${index}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return hash
}
