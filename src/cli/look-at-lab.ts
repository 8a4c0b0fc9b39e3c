import { MacTrouble } from '../command/errors.js'
import type { PlannedResource } from '../planner/plan.js'
import type { LookedResource } from '../report/lab-look.js'
import type { CommonInputs, Kind, Readers } from '../resources/kind.js'
import { claimChange } from '../resources/differences.js'
import { look, refusalOf, type Looked } from '../resources/lifecycle.js'
import { blockedBy } from '../resources/readiness.js'
import { kindNamed } from '../resources/registry.js'
import { SCHEMA, type Change, type Ready } from '../resources/words.js'

type AnyKind = Kind<CommonInputs, unknown>

/**
 * Looks at every resource of a plan by the loop that `up` uses, in the order of their edges: each is given the readiness
 * of what it builds on, as the engine would. Holds no Writer and no state.
 */
export async function lookAtLab(resources: readonly PlannedResource[], macs: Readers): Promise<LookedResource[]> {
  const looks = new Map<string, Promise<LookedResource>>()
  for (const planned of resources) {
    const needs = planned.needs.map(async (need) => (await looks.get(need))?.outputs.ready)
    looks.set(planned.name, lookedAt(planned, needs, macs))
  }
  return Promise.all(looks.values())
}

async function lookedAt(
  { name, kind: kindName, inputs: planned }: PlannedResource,
  needs: readonly Promise<Ready | undefined>[],
  macs: Readers,
): Promise<LookedResource> {
  const kind = kindNamed(kindName)
  if (kind === undefined) throw new Error(`there is no kind ${kindName}`)
  const inputs = kind.inputs.parse({
    ...planned,
    needs: (await Promise.all(needs)).filter((need) => need !== undefined),
  })
  const { outputs, changes, standing } = await lookOrSay(kind, macs, inputs)
  const held = blockedBy(inputs.needs)
  const free = held === null || (kind.partial === true && held.state === 'unreachable')
  const blind = standing === null || (outputs.ready.state === 'unreachable' && kind.partial !== true)
  const unfinished = (standing?.operations ?? []).map((operation) => finish(operation.what))
  const todo = [...changes, ...unfinished]
  // Who changes anything writes the claim as well; by itself it is worth a line.
  const ours = outputs.claimed || todo.length > 0 ? [] : [claimChange(kind.id(inputs))]
  return {
    ...{ name, kind: kindName, macs: kind.macs(inputs), outputs, held },
    differences: outputs.observed === null || standing === null ? [] : kind.diff(inputs, outputs.observed),
    changes: free && !blind ? [...todo, ...ours] : [],
    refusal: refusalOf(kind, inputs, { outputs, changes }),
  }
}

function finish(what: string): Change {
  return { path: 'operations', from: 'begun', to: 'ended', risk: 'safe', what: `finish what was begun: ${what}` }
}

/** Trouble that is no state of a Mac (somebody holds it, sudo refuses) holds up this resource and no other. */
async function lookOrSay(kind: AnyKind, macs: Readers, inputs: CommonInputs): Promise<Looked<unknown>> {
  try {
    return await look(kind, macs, inputs, null)
  } catch (error) {
    if (!(error instanceof MacTrouble)) throw error
    const ready = { state: 'unreachable' as const, reason: error.short, generation: '' }
    const outputs = { schema: SCHEMA, observed: null, claimed: false, ready, workOrders: [], findings: [] }
    return { outputs, changes: [], standing: null }
  }
}
