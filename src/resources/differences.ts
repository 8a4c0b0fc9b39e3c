import type { CommonInputs, Kind } from './kind.js'
import { heldBy, isMissing, repairable } from './readiness.js'
import type { Change, Outputs, Ready } from './words.js'

/** What differs, for the engine's Diff: stored outputs against new inputs, without a look. */
export function differences<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  last: Outputs<S>,
  lastNeeds: I['needs'],
  inputs: I,
): readonly Change[] {
  const needs = needsChange(lastNeeds, inputs.needs)
  const block = heldBy(kind, inputs.needs)
  if (block !== null && !(kind.partial === true && isMissing(block))) return needs
  // Nobody expects an optional Mac back: there is nothing that `up` could do before it is.
  if (last.ready.state === 'away' && kind.partial !== true) return needs
  if (last.observed === null || (last.ready.state === 'unreachable' && kind.partial !== true)) {
    return [...needs, lookAgain(last.ready)]
  }
  const unclaimed = last.claimed ? [] : [claimChange(kind.id(inputs))]
  const partly = last.ready.state === 'unreachable' ? [lookAgain(last.ready)] : []
  return [...needs, ...unclaimed, ...partly, ...repairable(kind.diff(inputs, last.observed))]
}

function needsChange(from: readonly Ready[], to: readonly Ready[]): Change[] {
  const key = (needs: readonly Ready[]) => JSON.stringify(needs.map(({ state, generation: g }) => [state, g]))
  if (key(from) === key(to)) return []
  return [{ path: 'needs', from, to, risk: 'safe', what: 'what it builds on has changed' }]
}

function lookAgain(ready: Ready): Change {
  return { path: 'ready', from: ready.state, to: 'ready', risk: 'safe', what: `look again: ${ready.reason}` }
}

export function claimChange(id: string): Change {
  return { path: 'claimed', from: false, to: true, risk: 'safe', what: `write the claim of ${id}` }
}
