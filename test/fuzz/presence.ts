/** How often something is there under each path of an answer; list indexes and names of a dictionary are left out. */
export interface Presence {
  readonly counts: ReadonlyMap<string, number>
  /** Paths below which the answer says "unknown": nothing there counts as absent. */
  readonly unknown: readonly string[]
}

export interface Shape {
  /** Paths of yes-or-no values that the text spells out: `false` there is said, not left out. */
  readonly spelledOut: readonly string[]
  /** Paths of records whose keys are names. */
  readonly dictionaries: readonly string[]
}

/** What is there in an answer. Absent are: null, false, an empty text, a missing key, and the word `absent`. */
export function presence(value: unknown, shape: Shape): Presence {
  const counts = new Map<string, number>()
  const unknown: string[] = []
  const walk = (part: unknown, path: string): void => {
    if (part === null || part === undefined || part === '' || part === 'absent') return
    if (part === false && !shape.spelledOut.includes(path)) return
    counts.set(path, (counts.get(path) ?? 0) + 1)
    if (part instanceof Map) for (const [, item] of part) walk(item, `${path}[]`)
    else if (Array.isArray(part)) for (const item of part) walk(item, `${path}[]`)
    else if (typeof part === 'object') {
      if ('known' in part && part.known === false) unknown.push(path)
      const names = shape.dictionaries.includes(path)
      for (const [key, item] of Object.entries(part)) walk(item, names ? `${path}[]` : `${path}.${key}`)
    }
  }
  walk(value, '')
  return { counts, unknown }
}

/** A path under which less is there than before, or null. What is unknown now is not lost. */
export function lost(before: Presence, now: Presence): string | null {
  for (const [path, count] of before.counts) {
    if ((now.counts.get(path) ?? 0) >= count) continue
    if (!now.unknown.some((prefix) => path.startsWith(prefix))) return path === '' ? 'everything' : path
  }
  return null
}

/** Whether an answer says nothing but "there is none". */
export function isAbsence(value: unknown): boolean {
  if (value === null || value === 'absent') return true
  if (value instanceof Map) return value.size === 0
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && Object.keys(value).length === 0
}
