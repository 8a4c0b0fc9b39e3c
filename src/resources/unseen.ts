import { MacTrouble } from '../command/errors.js'
import { isDumb, outOfReach } from './reach.js'
import { isMissing } from './readiness.js'
import { SCHEMA, type Outputs, type Ready, type WorkOrder } from './words.js'

/**
 * The outputs of a resource whose Macs could not be looked at: what was last known, marked as such, with the reason. Null
 * for an error that is no state of a Mac.
 */
export function unseen<S>(
  error: unknown,
  block: Ready | null,
  last: Outputs<S> | null,
  { mac, optional = [] }: { readonly mac: string; readonly optional?: readonly string[] | undefined },
): Outputs<S> | null {
  const state = stateOf(error, optional)
  if (state === null && block === null) return null
  const ready = block ?? { state: state ?? 'waiting', reason: reasonOf(error), generation: '' }
  const locked = state === 'waiting' && block === null
  return {
    schema: SCHEMA,
    observed: last?.observed ?? null,
    claimed: last?.claimed ?? false,
    ready: { ...ready, generation: last?.ready.generation ?? ready.generation },
    workOrders: locked ? [unlock(mac, error)] : isMissing(ready) ? kept(last) : [],
    findings: last?.findings ?? [],
  }
}

/** What waited for a person at a Mac that does not answer still waits; that it was locked is of the past. */
function kept(last: Outputs<unknown> | null): WorkOrder[] {
  return (last?.workOrders ?? []).filter(({ hands }) => hands !== 'unlock FileVault')
}

function stateOf(error: unknown, optional: readonly string[]): 'unreachable' | 'away' | 'waiting' | null {
  // Another host key or a refused login is no absence, and what is reached and dumb is there.
  if (error instanceof MacTrouble && error.trouble === 'unreachable' && optional.includes(error.parts.mac ?? ''))
    return 'away'
  if (outOfReach(error) || isDumb(error)) return 'unreachable'
  return error instanceof MacTrouble && error.trouble === 'locked' ? 'waiting' : null
}

function reasonOf(error: unknown): string {
  if (!(error instanceof MacTrouble)) return error instanceof Error ? error.message : String(error)
  const remedy = error.trouble === 'unreachable' ? undefined : error.parts.next
  return remedy === undefined ? error.short : `${error.short}. ${remedy}`
}

function unlock(mac: string, error: unknown): WorkOrder {
  return {
    mac: error instanceof MacTrouble ? (error.parts.mac ?? mac) : mac,
    why: 'FileVault holds it locked since its last restart; it refuses keys until somebody unlocks it',
    steps: ['Log in once at the screen, or once over SSH with the password of a user who may unlock the disk'],
    check: 'Run the same command again: it goes on by itself',
    hands: 'unlock FileVault',
  }
}
