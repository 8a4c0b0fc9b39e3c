import type { CommonInputs, Kind, Readers, Writers } from './kind.js'
import { beginning, ending, standing, taking, tellAll, type Standing } from './operation.js'
import { atLeast, doubtsIn, generation, groundOf, heldBy, isMissing, ours } from './readiness.js'
import { notConverged, sentence } from './not-converged.js'
import { isSilent } from './reach.js'
import { unseen } from './unseen.js'
import { SCHEMA, type Change, type Outputs, type Ready } from './words.js'

/** A converge that began and did not end: what stands is in `outputs`, what broke is the cause. */
export class HalfDone extends Error {
  readonly outputs: Outputs<unknown>

  constructor(outputs: Outputs<unknown>, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'HalfDone'
    this.outputs = outputs
  }
}

/** What every run of the loop needs besides the Macs and the inputs. */
export interface Run<S> {
  readonly urn: string
  /** Outputs as they were last stored; a hint, and all there is when the Mac does not answer. */
  readonly last: Outputs<S> | null
  /** Stops the groups that the changes would disturb. */
  readonly quiesce: (macs: Writers, names: readonly string[]) => Promise<void>
  /** Throws when the run was cancelled; asked between two steps. */
  readonly checkpoint: () => void
}

export interface Looked<S> {
  readonly outputs: Outputs<S>
  /** What converge would carry out now; empty while something is waited for or could not be looked at. */
  readonly changes: readonly Change[]
  readonly standing: Standing | null
}

/** Looks at the Macs of one resource and judges. Never tells. Unreachable and locked Macs are states, not errors. */
export async function look<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  macs: Readers,
  inputs: I,
  last: Outputs<S> | null,
): Promise<Looked<S>> {
  const block = heldBy(kind, inputs.needs)
  try {
    const [observed, stand] = await Promise.all([
      kind.observe(macs, inputs, last?.observed ?? null),
      standing(macs, kind.macs(inputs), kind.id(inputs), kind.partial === true ? 'whoever answers' : 'all'),
    ])
    return judge(kind, inputs, observed, stand, { block, optional: macs.optional ?? [] })
  } catch (error) {
    const outputs = unseen(error, block, last, { mac: kind.macs(inputs)[0] ?? '', optional: macs.optional })
    if (outputs === null) throw error
    return { outputs, changes: [], standing: null }
  }
}

function judge<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  inputs: I,
  observed: S,
  stand: Standing,
  { block, optional }: { readonly block: Ready | null; readonly optional: readonly string[] },
): Looked<S> {
  const changes = kind.diff(inputs, observed)
  const doubts = kind.doubts?.(inputs, observed) ?? doubtsIn(observed)
  const person = changes.filter((change) => change.risk === 'needs a person')
  const established = generation(kind.establishes(inputs, observed), groundOf(kind, inputs.needs), stand.disruptions)
  const held = block !== null && !(kind.partial === true && isMissing(block))
  const blind = doubts.length > 0 && kind.partial !== true
  const outputs: Outputs<S> = {
    schema: SCHEMA,
    observed,
    claimed: stand.claims.every((claim) => claim !== null),
    ready: { ...readyOf(block, { doubts, optional }, person), generation: established },
    workOrders: block === null ? kind.workOrders(inputs, observed) : [],
    findings: kind.findings(inputs, observed),
  }
  return { outputs, changes: held || blind ? [] : ours(changes), standing: stand }
}

function readyOf(
  block: Ready | null,
  { doubts, optional }: { readonly doubts: readonly string[]; readonly optional: readonly string[] },
  person: readonly Change[],
): Pick<Ready, 'state' | 'reason'> {
  if (block !== null) return { state: block.state, reason: block.reason }
  if (doubts.length > 0) {
    const away = doubts.every((doubt) => optional.some((name) => doubt.startsWith(`macs.${name}: `)))
    return { state: away ? 'away' : 'unreachable', reason: `could not read ${doubts.join('; ')}` }
  }
  if (person.length > 0) return { state: 'waiting', reason: person.map((change) => change.what).join('; ') }
  return { state: 'ready', reason: '' }
}

/** The sentence with which a converge would refuse these changes before any write, null when it would begin. */
export function refusalOf<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  inputs: I,
  { outputs, changes }: Pick<Looked<S>, 'outputs' | 'changes'>,
): string | null {
  if (outputs.observed === null || changes.length === 0) return null
  try {
    kind.refuse?.(inputs, outputs.observed, changes)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Observes, applies only the delta, observes again and demands that nothing differs. Create and Update are this call. */
export async function settle<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  macs: Writers,
  inputs: I,
  run: Run<S>,
): Promise<Outputs<S>> {
  await recovering(kind, macs, inputs)
  const before = await look(kind, macs, inputs, run.last)
  const { standing: stand, changes, outputs } = before
  if (stand === null || outputs.observed === null) return outputs
  // Without a claim a thing that waits for a person would be a diff for ever; one that waits for another thing is not ours yet.
  const held = changes.length === 0 && (isMissing(outputs.ready) || heldBy(kind, inputs.needs) !== null)
  const clean = outputs.claimed && stand.operations.length === 0 && stand.claims.every((c) => c?.urn === run.urn)
  if (changes.length === 0 && held) await takeOver(kind, macs, inputs, run.urn, stand)
  if (changes.length === 0 && (clean || held)) return outputs
  kind.refuse?.(inputs, outputs.observed, changes)
  run.checkpoint()
  return carryOut(kind, macs, inputs, run, before, stand)
}

// A Mac that does not answer has nothing to recover yet: the look says so, and the run goes on without it.
async function recovering<I extends CommonInputs, S>(kind: Kind<I, S>, macs: Writers, inputs: I): Promise<void> {
  try {
    await kind.recover?.(macs, inputs)
  } catch (error) {
    if (!isSilent(error)) throw error
  }
}

/** A thing that stands and may not be touched now belongs to us all the same: else the old URN's Delete would release it. */
async function takeOver<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  macs: Writers,
  inputs: I,
  urn: string,
  { claims }: Standing,
): Promise<void> {
  const id = kind.id(inputs)
  const told = kind.macs(inputs).map(async (name, at) => {
    const claim = claims[at] ?? null
    if (claim !== null && claim.urn !== urn) await macs.of(name).tell(taking(id, { ...claim, urn }))
  })
  await Promise.all(told)
}

async function carryOut<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  macs: Writers,
  inputs: I,
  run: Run<S>,
  before: Looked<S>,
  stand: Standing,
): Promise<Outputs<S>> {
  const { changes, outputs } = before
  const id = kind.id(inputs)
  const names = answering(kind, macs, inputs, outputs)
  // A Mac stops what the lab no longer declares, itself and nothing else: nobody who stands on it is disturbed.
  const disturbs = kind.name !== 'Mac' && atLeast(changes, 'drops traffic')
  const disruptions = stand.disruptions + (disturbs ? 1 : 0)
  const claim = { urn: run.urn, generation: outputs.ready.generation, disruptions }
  try {
    await tellAll(macs, names, beginning(id, { urn: run.urn, what: sentence(changes) }, claim))
    if (disturbs && kind.name !== 'ShardDeployment') await run.quiesce(macs, names)
    run.checkpoint()
    if (outputs.observed !== null && changes.length > 0)
      await kind.converge(macs, { inputs, observed: outputs.observed, changes })
    const after = await look(kind, macs, inputs, outputs)
    // FileVault has locked it: the marker stays on the Mac, so that the next run goes on here when it is unlocked.
    if (after.standing === null && after.outputs.ready.state === 'waiting') return { ...after.outputs, claimed: true }
    if (after.changes.length > 0) throw notConverged(id, `this still differs: ${sentence(after.changes)}`)
    const unseen = unseenIn(kind, after, names)
    if (unseen !== null) throw notConverged(id, unseen)
    await tellAll(macs, names, ending(id, { ...claim, generation: after.outputs.ready.generation }))
    return { ...after.outputs, claimed: after.standing !== null }
  } catch (error) {
    throw new HalfDone(outputs, error)
  }
}

/** The Macs that are told: all of the resource, or those that answered where the kind may go on without the others. */
function answering<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  macs: Readers,
  inputs: I,
  outputs: Outputs<S>,
): string[] {
  const names = kind.macs(inputs).filter((name) => macs.names.includes(name))
  if (kind.partial !== true) return names
  return names.filter((name) => doubtAbout(outputs, name) === undefined)
}

/** Why a partial kind could not look at one of its Macs, undefined when it could. */
function doubtAbout({ observed }: Outputs<unknown>, name: string): string | undefined {
  return doubtsIn(observed).find((doubt) => doubt.startsWith(`macs.${name}: `))
}

/** Why the second look proves nothing, null when it does: what was told has to be seen. */
function unseenIn<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  { standing: stand, outputs }: Looked<S>,
  told: readonly string[],
): string | null {
  if (stand === null) return outputs.ready.reason
  if (kind.partial !== true) return isMissing(outputs.ready) ? outputs.ready.reason : null
  return told.flatMap((name) => doubtAbout(outputs, name) ?? [])[0] ?? null
}
