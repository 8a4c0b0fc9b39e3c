import { MacTrouble } from '../command/errors.js'
import type { Change } from './words.js'

/** What was told and did not come true, as the second look saw it. */
export function notConverged(id: string, seen: string): MacTrouble {
  return new MacTrouble('not-converged', {
    doing: `converge ${id}`,
    seen: `told, looked again: ${seen}`,
    next: 'Run `pulumi up` again; if it repeats, send a recording of this Mac',
  })
}

/** Several changes as one sentence. */
export function sentence(changes: readonly Change[]): string {
  return changes.map((change) => change.what).join('; ')
}
