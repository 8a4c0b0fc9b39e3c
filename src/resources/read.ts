import { MacTrouble } from '../command/errors.js'
import type { CommonInputs, Kind, Readers } from './kind.js'
import { look } from './lifecycle.js'
import { heldBy } from './readiness.js'
import type { Outputs } from './words.js'

/** What a refresh found. `gone` only when nothing of ours is left on any of the Macs, so that nothing is left to restore. */
export type ReadResult<I, S> =
  | { readonly gone: true }
  | {
      readonly gone: false
      /** As they were declared, or found at an import. */
      readonly declared: I
      /** As the Macs have them: what drift looks like. */
      readonly inputs: I
      readonly outputs: Outputs<S>
      /** A converge began and did not end; the next `up` must run Update whatever Diff says. */
      readonly unfinished: readonly string[]
      /** A sentence for the run's log: the Mac did not answer, and what is shown is the last known state. */
      readonly warning: string | null
    }

/** Looks at one resource again. Without inputs (import) they are read off the Macs, by id. */
export async function read<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  macs: Readers,
  id: string,
  inputs: I | null,
  last: Outputs<S> | null,
): Promise<ReadResult<I, S>> {
  const wanted = inputs ?? (await kind.adopt(macs, id))
  const { outputs, standing } = await look(kind, macs, wanted, last)
  // Its stored needs are of the last run: what holds it now is said by what it builds on.
  const held = heldBy(kind, wanted.needs) !== null
  if (standing === null) {
    if (inputs === null) throw unreadableImport(id, outputs.ready.reason)
    const warning = held || outputs.ready.state === 'away' ? null : outputs.ready.reason
    return { gone: false, declared: wanted, inputs: wanted, outputs, unfinished: [], warning }
  }
  // What never claimed anything (it waits for another resource) has nothing on the Macs that could be missed.
  const had = inputs !== null && last?.claimed !== false
  if (standing.blank && had && standing.claims.every((claim) => claim === null)) return { gone: true }
  return {
    gone: false,
    declared: wanted,
    inputs: outputs.observed === null ? wanted : kind.mirror(wanted, outputs.observed),
    outputs,
    unfinished: standing.operations.map((operation) => `unfinished: ${operation.what}`),
    warning: !held && outputs.ready.state === 'unreachable' ? outputs.ready.reason : null,
  }
}

function unreadableImport(id: string, reason: string): MacTrouble {
  return new MacTrouble('precondition', {
    doing: `import ${id}`,
    seen: reason,
    unchanged: 'Nothing was imported',
    next: 'Import it when the Mac answers',
  })
}
