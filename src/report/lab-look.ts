import type { PlannedResource } from '../planner/plan.js'
import { macObserved } from '../resources/mac/outputs.js'
import { mixedBuilds } from '../resources/os-release/builds.js'
import { ours } from '../resources/readiness.js'
import {
  isUnknown,
  labelled,
  RISKS,
  type Change,
  type Finding,
  type Outputs,
  type Ready,
  type WorkOrder,
} from '../resources/words.js'
import { byDanger } from './findings.js'

/** One resource of a plan as its Macs have it now. */
export interface LookedResource {
  readonly name: string
  readonly kind: PlannedResource['kind']
  readonly macs: readonly string[]
  readonly outputs: Outputs<unknown>
  /** Everything that differs from the lab, whoever mends it. */
  readonly differences: readonly Change[]
  /** What `up` would carry out now; empty while the resource is held up. */
  readonly changes: readonly Change[]
  /** Why `up` would refuse these changes, null when it would not. */
  readonly refusal: string | null
  /** What it builds on and waits for, null when the way is free. */
  readonly held: Ready | null
}

/** In one word how a lab stands, worst first: `unreachable` also where a Mac is refused. */
export type LabState = 'unreachable' | 'drift' | 'waiting' | 'as declared'

export function labState(resources: readonly LookedResource[]): LabState {
  if (resources.some(({ outputs, refusal }) => outputs.ready.state === 'unreachable' || refusal !== null))
    return 'unreachable'
  if (resources.some(({ changes, differences }) => changes.length > 0 || differences.some(({ drift }) => drift)))
    return 'drift'
  const waits = ({ outputs }: LookedResource) => outputs.ready.state === 'waiting' || outputs.workOrders.length > 0
  return resources.some(waits) ? 'waiting' : 'as declared'
}

/** One difference between lab and Macs, at its resource. */
export interface Difference extends Change {
  readonly resource: string
  readonly kind: PlannedResource['kind']
  /** Why `up` would not mend it now, null when it would. */
  readonly held: string | null
}

/** A sentence about a resource. */
export interface Said {
  readonly resource: string
  readonly why: string
}

/** What lab and Macs disagree about, and what of it is whose work. */
export interface Drift {
  readonly lab: string
  readonly state: LabState
  /** What `pulumi up` repairs, most dangerous first. */
  readonly drift: readonly Difference[]
  /** What only a person can change. */
  readonly person: readonly Difference[]
  /** What `up` would refuse to do, and why. */
  readonly refused: readonly Said[]
  readonly unreachable: readonly Said[]
  readonly workOrders: readonly WorkOrder[]
  readonly findings: readonly Finding[]
}

/** Where the Macs of a lab stand, by name. */
type Labels = Readonly<Record<string, string>>

export function driftOf(lab: string, resources: readonly LookedResource[], labels: Labels): Drift {
  const all = resources.flatMap(differencesOf)
  const mine = new Set<Change>(ours(all))
  return {
    lab,
    state: labState(resources),
    drift: all.filter((one) => mine.has(one)).sort((a, b) => RISKS.indexOf(b.risk) - RISKS.indexOf(a.risk)),
    person: all.filter((one) => !mine.has(one)),
    refused: refusedIn(resources),
    unreachable: unreachableIn(resources),
    ...toDo(resources, labels),
  }
}

function differencesOf({ name, kind, differences, changes, held, outputs }: LookedResource): Difference[] {
  const texts = new Set(differences.map((one) => JSON.stringify(one)))
  const own = changes.filter((one) => !texts.has(JSON.stringify(one)))
  const why = held?.reason ?? (outputs.ready.state === 'unreachable' ? outputs.ready.reason : null)
  return [...differences, ...own].map((one) => ({
    resource: name,
    kind,
    ...one,
    held: changes.length > 0 ? null : why,
  }))
}

export function refusedIn(resources: readonly LookedResource[]): Said[] {
  return resources.flatMap(({ name, refusal }) => (refusal === null ? [] : [{ resource: name, why: refusal }]))
}

/** Each silence once, at the resource that met it: what builds on that repeats the reason. */
export function unreachableIn(resources: readonly LookedResource[]): Said[] {
  const silent = resources.filter(({ outputs, held }) => outputs.ready.state === 'unreachable' && held === null)
  const said = silent.map(({ name, outputs }): [string, Said] => [
    outputs.ready.reason,
    { resource: name, why: outputs.ready.reason },
  ])
  return [...new Map(said.toReversed()).values()].toReversed()
}

/** What waits for a person, each order once and with the place of its Mac, and every finding, most dangerous first. */
export function toDo(resources: readonly LookedResource[], labels: Labels): Pick<Drift, 'workOrders' | 'findings'> {
  const orders = resources.flatMap(({ outputs }) => outputs.workOrders)
  const once = new Map(orders.map((order) => [JSON.stringify(order), labelled(order, labels[order.mac])]))
  // A group says itself that its Macs run different builds; without one nobody else does.
  const grouped = resources.some(({ kind }) => kind === 'ShardDeployment')
  const over = resources.some(({ kind }) => kind === 'Rdma') ? 'RDMA' : 'TCP'
  const mixed = grouped ? [] : mixedBuilds(buildsOf(resources), over)
  const findings = [...resources.flatMap(({ outputs }) => outputs.findings), ...mixed]
  return { workOrders: [...once.values()], findings: byDanger(findings) }
}

function buildsOf(resources: readonly LookedResource[]): Record<string, string> {
  const builds = resources.flatMap(({ kind, macs, outputs }): [string, string][] => {
    const seen = kind === 'Mac' ? macObserved.safeParse(outputs.observed) : null
    const macos = seen?.data?.macos
    return macos === undefined || isUnknown(macos) ? [] : macs.map((mac) => [mac, macos.build])
  })
  return Object.fromEntries(builds)
}
