import { MacTrouble } from '../../command/errors.js'
import type { Kind } from '../kind.js'
import type { Change } from '../words.js'
import { summaryInputs, type SummaryInputs } from './inputs.js'
import { summaryObserved, type SummaryObserved } from './outputs.js'

/**
 * The last resource of a lab. The engine hands out no more steps after the first failure, so a Mac that does not answer
 * fails here, after everything that does not depend on it, and is named.
 */
export const summary: Kind<SummaryInputs, SummaryObserved> = {
  name: 'Summary',
  inputs: summaryInputs,
  observed: summaryObserved,
  id: (inputs) => `Summary/${inputs.lab}`,
  macs: () => [],
  // An unreachable need is what it is there to report, so it must not hold the summary back.
  partial: true,
  observe: async () => ({}),
  diff,
  findings: () => [],
  workOrders: () => [],
  refuse,
  converge: async (_macs, { inputs, changes }) => refuse(inputs, {}, changes),
  release: async () => {},
  mirror: (inputs) => inputs,
  adopt: async (_macs, id) => ({ needs: [], lab: id.slice(id.indexOf('/') + 1), resources: {} }),
  establishes: (inputs) => Object.keys(inputs.resources).sort(),
}

function diff({ resources }: SummaryInputs): readonly Change[] {
  return Object.entries(resources).flatMap(([name, { state, reason }]): Change[] =>
    state === 'unreachable'
      ? [{ path: `resources.${name}`, from: state, to: 'ready', risk: 'safe', what: `${name}: ${reason}` }]
      : [],
  )
}

function refuse({ lab, resources }: SummaryInputs, _observed: SummaryObserved, changes: readonly Change[]): void {
  if (changes.length === 0) return
  // What builds on a silent Mac repeats its reason; each reason is said once, with everything that it holds.
  const silent = Object.entries(resources).filter(([, { state }]) => state === 'unreachable')
  const reasons = [...new Set(silent.map(([, { reason }]) => reason))]
  const held = (why: string) => silent.flatMap(([name, { reason }]) => (reason === why ? [name] : [])).join(', ')
  throw new MacTrouble('unreachable', {
    doing: `converge the lab ${lab}`,
    seen: reasons.map((reason) => `${reason} (this holds ${held(reason)})`).join('; '),
    unchanged: 'Everything that does not depend on it was converged; nothing there was released',
    next: 'Bring it back and run `pulumi up` again, or write its name under `gone:` in the lab file',
  })
}
