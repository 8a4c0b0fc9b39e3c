import { MacTrouble } from '../command/errors.js'
import { declaredInputs, storedNeeds, withDeclared } from '../resources/declared.js'
import { differences } from '../resources/differences.js'
import type { CommonInputs, Kind, Writers } from '../resources/kind.js'
import { HalfDone, look, refusalOf, settle, type Run } from '../resources/lifecycle.js'
import { quiesce } from '../resources/quiesce.js'
import { read } from '../resources/read.js'
import { heldBy } from '../resources/readiness.js'
import { kindNamed } from '../resources/registry.js'
import { release } from '../resources/release.js'
import { SCHEMA, type Change, type Outputs } from '../resources/words.js'
import { reportOutcome, reportPreview, reportUnserved } from './narration.js'
import type { Session } from './session.js'
import { hasUnknown, UNKNOWN, unknownAt, type Properties } from './values.js'

type AnyKind = Kind<CommonInputs, unknown>

export interface Failure {
  readonly property: string
  readonly reason: string
}

/** `urn:pulumi:stack::project::macloom:index:Mac::name` → the kind. Throws `invalid` for a type we do not have. */
export function kindOf(urn: string): AnyKind {
  const type = urn.split('::')[2]?.split('$').pop() ?? ''
  const kind = kindNamed(type.split(':').pop() ?? '')
  if (kind !== undefined) return kind
  throw new MacTrouble('invalid', { doing: `look up the type ${type}`, seen: 'macloom has no such kind' })
}

/** Validates inputs and fills in defaults. What is not known yet is not judged. Never touches the network. */
export function check(urn: string, news: Properties): { inputs: Properties; failures: Failure[] } {
  const parsed = kindOf(urn).inputs.safeParse(news)
  if (parsed.success) return { inputs: parsed.data as unknown as Properties, failures: [] }
  const failures = parsed.error.issues
    .filter((issue) => !unknownAt(news, issue.path))
    .map((issue) => ({ property: issue.path.map(String).join('.'), reason: issue.message }))
  return { inputs: news, failures }
}

/** What differs between the stored outputs and the new inputs. Never touches the network. */
export function diff(urn: string, olds: Properties, oldInputs: Properties, news: Properties): readonly Change[] {
  const kind = kindOf(urn)
  if (hasUnknown(news)) {
    return [{ path: 'needs', from: null, to: null, risk: 'safe', what: 'what it builds on will change' }]
  }
  const outputs = storedOutputs(olds)
  const inputs = kind.inputs.parse(news)
  if (outputs === null)
    return [{ path: 'observed', from: null, to: null, risk: 'safe', what: 'look for the first time' }]
  return differences(kind, outputs, storedNeeds(oldInputs), inputs)
}

/** A converge that began and did not end, as the state keeps it. */
export class Unfinished extends Error {
  readonly outputs: object

  constructor(halfDone: HalfDone, inputs: CommonInputs) {
    super(halfDone.message, { cause: halfDone })
    this.outputs = withDeclared(inputs, halfDone.outputs)
  }
}

/** Create and Update: one body. Throws Unfinished when it began and did not end. */
export async function converge(
  session: Session,
  urn: string,
  news: Properties,
  olds: Properties | null,
): Promise<object> {
  const kind = kindOf(urn)
  const inputs = kind.inputs.parse(news)
  const run: Run<unknown> = {
    urn,
    last: olds === null ? null : storedOutputs(olds),
    quiesce: (macs: Writers, names) => quiesce(macs, names),
    checkpoint: () => session.checkpoint(),
  }
  try {
    const outputs = await settle(kind, session.writers(urn), inputs, run)
    const held = heldBy(kind, inputs.needs) !== null
    reportUnserved(session.log, urn, outputs, held)
    reportOutcome(session.log, urn, outputs, held)
    return withDeclared(inputs, outputs)
  } catch (error) {
    throw error instanceof HalfDone ? new Unfinished(error, inputs) : error
  }
}

/** Preview of Create and Update: looks, and knows the outputs where nothing would be told. Holds no Writer. */
export async function preview(
  session: Session,
  urn: string,
  news: Properties,
  olds: Properties | null,
): Promise<object> {
  const kind = kindOf(urn)
  const last = olds === null ? null : storedOutputs(olds)
  // What it builds on will change. What it has of its own to mend is worth a sentence all the same.
  const certain = hasUnknown(news) ? withoutReadiness(news) : news
  if (hasUnknown(certain)) return unknownOutputs()
  const inputs = kind.inputs.parse(certain)
  const looked = await look(kind, session.readers(), inputs, last)
  const { outputs, changes } = looked
  const refusal = refusalOf(kind, inputs, looked)
  reportPreview(session.log, urn, outputs, refusal ?? changes, heldBy(kind, inputs.needs) !== null)
  return changes.length === 0 && certain === news ? withDeclared(inputs, outputs) : unknownOutputs()
}

/** Of what will be ready after the run nobody knows yet; the rest may be known. */
function withoutReadiness(news: Properties): Properties {
  return { ...news, needs: [], ...(hasUnknown(news['after']) && { after: [] }) }
}

/** Refresh and import. */
export async function refresh(
  session: Session,
  urn: string,
  id: string,
  inputs: Properties | null,
  olds: Properties | null,
) {
  const kind = kindOf(urn)
  const last = olds === null ? null : storedOutputs(olds)
  const declared = inputs === null ? null : declaredInputs(kind, inputs, olds ?? {}, last?.observed ?? null)
  const result = await read(kind, session.readers(), id, declared, last)
  if (result.gone) return result
  if (result.warning !== null) session.log.warning(urn, `${result.warning} (shown as last seen)`)
  else reportOutcome(session.log, urn, result.outputs, heldBy(kind, result.inputs.needs) !== null)
  return { ...result, outputs: withDeclared(result.declared, result.outputs) }
}

/** Delete: gives the Macs back. What is on a Mac declared gone is forgotten with a warning. */
export async function remove(session: Session, urn: string, olds: Properties, oldInputs: Properties): Promise<void> {
  const kind = kindOf(urn)
  const last = storedOutputs(olds)
  const inputs = declaredInputs(kind, oldInputs, olds, last?.observed ?? null)
  const gone = kind.macs(inputs).filter((mac) => session.gone.includes(mac))
  if (gone.length > 0) session.log.warning(urn, `${gone.join(', ')} is declared gone: nothing is given back there`)
  await release(kind, session.writers(urn), inputs, last?.observed ?? null, { urn, gone })
}

function storedOutputs(olds: Properties): Outputs<unknown> | null {
  if (olds['schema'] === undefined || olds['ready'] === undefined) return null
  if (typeof olds['schema'] === 'number' && olds['schema'] > SCHEMA) {
    throw new MacTrouble('precondition', {
      doing: 'read the state of the stack',
      seen: `it was written by a newer macloom (schema ${olds['schema']}, this one knows ${SCHEMA})`,
      unchanged: 'Nothing was changed',
      next: 'Update macloom',
    })
  }
  return {
    schema: SCHEMA,
    observed: olds['observed'] ?? null,
    claimed: olds['claimed'] === true,
    ready: olds['ready'] as Outputs<unknown>['ready'],
    workOrders: (olds['workOrders'] ?? []) as Outputs<unknown>['workOrders'],
    findings: (olds['findings'] ?? []) as Outputs<unknown>['findings'],
  }
}

function unknownOutputs(): object {
  return { observed: UNKNOWN, claimed: UNKNOWN, ready: UNKNOWN, workOrders: UNKNOWN, findings: UNKNOWN }
}
