import { MacTrouble } from '../../command/errors.js'
import type { CommonInputs, Kind, Readers } from '../../resources/kind.js'
import { look } from '../../resources/lifecycle.js'
import type { Change, Finding, WorkOrder } from '../../resources/words.js'

/** What one kind says about Macs that were only looked at. */
export interface Visit<S> {
  readonly observed: S | null
  /** What its converge would carry out. */
  readonly changes: readonly Change[]
  readonly findings: readonly Finding[]
  readonly workOrders: readonly WorkOrder[]
  /** Why it would refuse these Macs before any write; empty when it would not. */
  readonly refusals: readonly string[]
}

/** Looks by the loop that every resource uses, which holds no Writer here; trouble with a Mac becomes a refusal. */
export async function visit<I extends CommonInputs, S>(kind: Kind<I, S>, macs: Readers, inputs: I): Promise<Visit<S>> {
  try {
    const { outputs, changes } = await look(kind, macs, inputs, null)
    const { observed, findings, workOrders, ready } = outputs
    const unread = ready.state === 'unreachable' || observed === null ? [ready.reason] : []
    const refusals = observed === null ? [] : refusalsOf(() => kind.refuse?.(inputs, observed, changes))
    return { observed, changes, findings, workOrders, refusals: [...unread, ...refusals] }
  } catch (error) {
    if (!(error instanceof MacTrouble)) throw error
    return { observed: null, changes: [], findings: [], workOrders: [], refusals: [sentence(error)] }
  }
}

function refusalsOf(refuse: () => void): string[] {
  try {
    refuse()
    return []
  } catch (error) {
    if (error instanceof MacTrouble) return [sentence(error)]
    throw error
  }
}

function sentence({ parts: { seen, next } }: MacTrouble): string {
  return next === undefined ? seen : `${seen}. ${next}`
}
