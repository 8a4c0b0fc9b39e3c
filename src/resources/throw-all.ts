import { MacTrouble } from '../command/errors.js'

/** Throws what went wrong: the error itself when there is one, all their sentences when there are more. */
export function throwAll(results: readonly PromiseSettledResult<void>[]): void {
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  const [first, ...more] = errors
  if (first === undefined) return
  if (!(first instanceof MacTrouble))
    throw first instanceof Error ? first : new Error('a delivery failed', { cause: first })
  if (more.length === 0) throw first
  const others = more.map((error) => (error instanceof MacTrouble ? error.short : String(error)))
  throw new MacTrouble(first.trouble, { ...first.parts, seen: [first.parts.seen, ...others].join('; ') }, first)
}
