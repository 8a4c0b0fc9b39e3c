import { MacTrouble } from '../command/errors.js'
import type { PlannedResource } from '../planner/plan.js'
import type { LookedResource } from '../report/lab-look.js'
import type { CommonInputs, Kind, Readers } from '../resources/kind.js'
import { claimChange } from '../resources/differences.js'
import { look, refusalOf, type Looked } from '../resources/lifecycle.js'
import { heldBy, isMissing } from '../resources/readiness.js'
import { kindNamed } from '../resources/registry.js'
import { cableKey } from '../resources/thunderbolt-link/cabling.js'
import { cableIdentity } from '../resources/thunderbolt-link/history.js'
import { thunderboltLinkObserved } from '../resources/thunderbolt-link/outputs.js'
import { SCHEMA, type Change } from '../resources/words.js'

type AnyKind = Kind<CommonInputs, unknown>

/**
 * Looks at every resource of a plan by the loop that `up` uses, in the order of their edges: each is given what the engine
 * would give it of the ones it builds on. Holds no Writer and no state: what only a state remembers (how often a cable
 * was lost) is as on the first day.
 */
export async function lookAtLab(resources: readonly PlannedResource[], macs: Readers): Promise<LookedResource[]> {
  const looks = new Map<string, Promise<LookedResource>>()
  for (const planned of resources) looks.set(planned.name, lookedAt(planned, before(planned, resources, looks), macs))
  return Promise.all(looks.values())
}

type Looks = ReadonlyMap<string, Promise<LookedResource>>

/** What only a look can know of the resources before one: how ready they are, and which cable each link has. */
async function before(planned: PlannedResource, resources: readonly PlannedResource[], looks: Looks) {
  const ready = async (names: readonly string[]) => {
    const looked = await Promise.all(names.map(async (name) => looks.get(name)))
    return looked.flatMap((one) => (one === undefined ? [] : [one.outputs.ready]))
  }
  return {
    needs: await ready(planned.needs),
    ...(planned.kind === 'OsRelease' && { after: await ready(planned.after) }),
    ...(planned.kind === 'LinkMeasurement' && { cables: await cablesOf(resources, looks) }),
  }
}

/** Identity of the cable of each link that was looked at before, by the text of the link. */
async function cablesOf(resources: readonly PlannedResource[], looks: Looks): Promise<Record<string, string>> {
  const rows = resources.map(async (link): Promise<[string, string][]> => {
    // Nothing but links: whoever asks would wait for itself.
    const looked = link.kind === 'ThunderboltLink' ? await looks.get(link.name) : undefined
    if (link.kind !== 'ThunderboltLink' || looked === undefined) return []
    const { data } = thunderboltLinkObserved.safeParse(looked.outputs.observed)
    return [[cableKey(...link.inputs.ends), cableIdentity(link.inputs, data?.history)]]
  })
  return Object.fromEntries((await Promise.all(rows)).flat())
}

async function lookedAt(
  { name, kind: kindName, inputs: planned }: PlannedResource,
  known: Promise<object>,
  macs: Readers,
): Promise<LookedResource> {
  const kind = kindNamed(kindName)
  if (kind === undefined) throw new Error(`there is no kind ${kindName}`)
  const inputs = kind.inputs.parse({ ...planned, ...(await known) })
  const { outputs, changes, standing } = await lookOrSay(kind, macs, inputs)
  const held = heldBy(kind, inputs.needs)
  const free = held === null || (kind.partial === true && isMissing(held))
  const blind = standing === null || (isMissing(outputs.ready) && kind.partial !== true)
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
