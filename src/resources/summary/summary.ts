import { MacTrouble } from '../../command/errors.js'
import type { Kind } from '../kind.js'
import type { Change, Finding } from '../words.js'
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
  observe: async (_macs, { resources }) => ({ away: awayIn(resources) }),
  diff,
  findings,
  workOrders: () => [],
  refuse,
  converge: async (_macs, { inputs, observed, changes }) => refuse(inputs, observed, changes),
  release: async () => {},
  mirror: (inputs) => inputs,
  adopt: async (_macs, id) => ({ needs: [], lab: id.slice(id.indexOf('/') + 1), resources: {} }),
  establishes: (inputs) => Object.keys(inputs.resources).sort(),
}

function diff(inputs: SummaryInputs, { away }: SummaryObserved): readonly Change[] {
  const silent = reasonsOf(inputs.resources, 'unreachable').map(({ reason, held }): Change => ({
    path: 'resources',
    from: 'unreachable',
    to: 'ready',
    risk: 'safe',
    what: `${reason} (this holds ${held.join(', ')})`,
  }))
  const now = awayIn(inputs.resources)
  if (JSON.stringify(away) === JSON.stringify(now)) return silent
  // Said once, by the run that first goes on without them or takes them in again.
  return [...silent, { path: 'away', from: away, to: now, risk: 'safe', what: 'say which optional Macs are away' }]
}

function awayIn(resources: SummaryInputs['resources']): string[] {
  return reasonsOf(resources, 'away').map(({ reason }) => reason)
}

/** Who is away and does not have to be there: the run is well, and says so. */
function findings({ resources }: SummaryInputs): Finding[] {
  return reasonsOf(resources, 'away').map(({ reason, held }) => ({
    danger: 'note',
    what: 'the lab goes on without an optional Mac',
    cause: `${reason} (this holds ${held.join(', ')})`,
    remedy: 'Once it is back, the next `pulumi up` takes it in again',
  }))
}

/** Each reason once, with everything that it holds: what builds on a silent Mac repeats its reason. */
function reasonsOf(
  resources: SummaryInputs['resources'],
  wanted: 'unreachable' | 'away',
): { readonly reason: string; readonly held: readonly string[] }[] {
  const silent = Object.entries(resources).filter(([, { state }]) => state === wanted)
  return [...new Set(silent.map(([, { reason }]) => reason))].map((reason) => ({
    reason,
    held: silent.flatMap(([name, ready]) => (ready.reason === reason ? [name] : [])),
  }))
}

function refuse({ lab }: SummaryInputs, _observed: SummaryObserved, changes: readonly Change[]): void {
  const silent = changes.filter(({ path }) => path === 'resources')
  if (silent.length === 0) return
  throw new MacTrouble('unreachable', {
    doing: `converge the lab ${lab}`,
    seen: silent.map(({ what }) => what).join('; '),
    unchanged: 'Everything that does not depend on it was converged; nothing there was released',
    next: 'When it answers, run `pulumi up` again; if it never will, write its name under `gone:` in the lab file',
  })
}
