/** Who is joined to whom. */
export type Neighbours = ReadonlyMap<string, ReadonlySet<string>>

/** Up to so many Macs every order is searched; a larger lab is told that it was not. */
export const SEARCHED = 16

/**
 * The first round trip through all Macs, in the order in which they are given, that begins at the first one; null when
 * there is none. For two Macs one cable there and back is one, as for MLX. Takes 2^n · n steps, whatever the cabling.
 */
export function roundTrip(macs: readonly string[], near: Neighbours): string[] | null {
  if (macs.length < 2 || macs.length > SEARCHED) return null
  const rows = rowsOf(macs, near)
  const all = 2 ** macs.length - 1
  const ends = rows[0] ?? 0
  const beginnings = pathsWithin(all & ~1, rows, (mac) => (ends & (1 << mac)) !== 0)
  return walk([0], all & ~1, rows, beginnings)?.map((mac) => macs[mac] ?? '') ?? null
}

/** The first line through all Macs; null when there is none. A Mac by itself is a line. */
export function lineThrough(macs: readonly string[], near: Neighbours): string[] | null {
  if (macs.length === 0 || macs.length > SEARCHED) return null
  const rows = rowsOf(macs, near)
  const all = 2 ** macs.length - 1
  const beginnings = pathsWithin(all, rows, () => true)
  const first = lowest(beginnings[all] ?? 0)
  if (first === null) return null
  return walk([first], all & ~(1 << first), rows, beginnings)?.map((mac) => macs[mac] ?? '') ?? null
}

/** By set of Macs (bits): which of them a line through exactly this set may begin at, so that it ends where it may. */
function pathsWithin(all: number, rows: readonly number[], mayEnd: (mac: number) => boolean): Uint16Array {
  const beginnings = new Uint16Array(all + 1)
  for (let set = 1; set <= all; set++) {
    if ((set & all) !== set) continue
    let found = 0
    for (let rest = set; rest !== 0; rest &= rest - 1) {
      const mac = 31 - Math.clz32(rest & -rest)
      const others = set & ~(1 << mac)
      const goesOn = others === 0 ? mayEnd(mac) : ((beginnings[others] ?? 0) & (rows[mac] ?? 0)) !== 0
      if (goesOn) found |= 1 << mac
    }
    beginnings[set] = found
  }
  return beginnings
}

/** Goes on from the last Mac of a path to the first neighbour from which all that are left can be reached. */
function walk(
  path: readonly number[],
  left: number,
  rows: readonly number[],
  beginnings: Uint16Array,
): number[] | null {
  if (left === 0) return [...path]
  const next = lowest((beginnings[left] ?? 0) & (rows[path.at(-1) ?? 0] ?? 0))
  return next === null ? null : walk([...path, next], left & ~(1 << next), rows, beginnings)
}

function rowsOf(macs: readonly string[], near: Neighbours): number[] {
  return macs.map((mac) => macs.reduce((row, other, bit) => (near.get(mac)?.has(other) ? row | (1 << bit) : row), 0))
}

function lowest(bits: number): number | null {
  return bits === 0 ? null : 31 - Math.clz32(bits & -bits)
}
