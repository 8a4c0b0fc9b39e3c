/** The candidate that `word` was probably meant to be, or null when none is close (a third of its letters may differ). */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const most = Math.max(1, Math.floor(word.length / 3))
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter((entry) => entry.distance <= most)
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate ?? null
}

/** `; did you mean x?`, or the words there are, or nothing when there are too many to read. */
export function hint(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates)
  if (near !== null) return `; did you mean ${near}?`
  return candidates.length === 0 || candidates.length > 16 ? '' : `; valid here: ${candidates.join(', ')}`
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const replace = at(last, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swap = swapped ? at(beforeLast, j - 2) + 1 : replace
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replace, swap))
    }
    beforeLast = last
    last = row
  }
  return at(last, to.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.MAX_SAFE_INTEGER
}
