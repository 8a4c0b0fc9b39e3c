import * as pulumi from '@pulumi/pulumi'
import type { Plan, PlannedResource } from '../planner/plan.js'
import { cableKey } from '../resources/thunderbolt-link/cabling.js'
import { cableIdentity } from '../resources/thunderbolt-link/history.js'
import { thunderboltLinkObserved } from '../resources/thunderbolt-link/outputs.js'
import { labelled, type Ready, type WorkOrder } from '../resources/words.js'
import { declareCommand } from './commands.js'
import { Provider } from './provider.js'
import { sentence } from './sentence.js'
import {
  Fabric,
  type KindResource,
  LinkMeasurement,
  LaptopPower,
  Mac,
  MlxInstall,
  ModelFiles,
  OsRelease,
  OsSettings,
  Rdma,
  ShardDeployment,
  Summary,
  ThunderboltLink,
} from './resources.js'

/** A whole lab as one component: every resource of a plan, with readiness on every edge, and one summary at the end. */
export class Lab extends pulumi.ComponentResource {
  readonly resources: Readonly<Record<string, KindResource>>
  /** What only a person can do, over all Macs. */
  readonly workOrders: pulumi.Output<WorkOrder[]>
  /** URL of each deployment that waits for nothing, by name. */
  readonly endpoints: pulumi.Output<Readonly<Record<string, string>>>

  /** URLs of each replica pool's members that wait for nothing, by pool and Mac. */
  readonly pools: pulumi.Output<Readonly<Record<string, Readonly<Record<string, string>>>>>

  constructor(name: string, plan: Plan, options: pulumi.ComponentResourceOptions = {}) {
    super('macloom:index:Lab', name, {}, options)
    const provider = new Provider(
      name,
      { connections: plan.connections, gone: plan.gone, optional: plan.optional },
      { parent: this },
    )
    const own = { parent: this, provider }
    const made: Record<string, KindResource> = {}
    for (const planned of plan.resources) {
      made[planned.name] = declare(planned, before(planned, plan, made), own)
    }
    for (const command of plan.commands) declareCommand(command, plan.connections, made, this)
    const all = Object.fromEntries(Object.entries(made).map(([key, resource]) => [key, resource.ready]))
    new Summary(`${name}-summary`, { lab: plan.lab, resources: all }, own)
    this.resources = made
    this.workOrders = pulumi
      .all(Object.values(made).map((resource) => resource.workOrders))
      .apply((lists) => once(lists.flat()).map((order) => labelled(order, plan.labels[order.mac])))
    this.endpoints = pulumi.all(all).apply((states) => {
      const served = Object.entries(plan.endpoints).filter(([deployment]) => !HELD.has(states[deployment]?.state ?? ''))
      return Object.fromEntries(served)
    })
    this.pools = this.endpoints.apply((served) => mapped(plan.pools, (replicas) => endpointsOf(replicas, served)))
    this.registerOutputs({ workOrders: this.workOrders, endpoints: this.endpoints, pools: this.pools })
  }
}

/** What only a run can know of the resources before one: how ready they are, and which cable each link has. */
interface Before {
  readonly needs: pulumi.Output<Ready>[]
  readonly after: pulumi.Output<Ready>[]
  readonly cables: Readonly<Record<string, pulumi.Output<string>>>
}

function before(planned: PlannedResource, plan: Plan, made: Readonly<Record<string, KindResource>>): Before {
  const ready = (names: readonly string[]) => names.map((name) => readyOf(made, name, planned.name))
  return {
    needs: ready(planned.needs),
    after: ready(planned.kind === 'OsRelease' ? planned.after : []),
    cables: planned.kind === 'LinkMeasurement' ? cablesOf(plan, made) : {},
  }
}

function mapped<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}

/** The members of one pool that serve, each with its URL. */
function endpointsOf(
  replicas: Readonly<Record<string, string>>,
  served: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(replicas).flatMap(([mac, deployment]) => {
      const url = served[deployment]
      return url === undefined ? [] : [[mac, url]]
    }),
  )
}

/** States of a deployment that nobody is served by, as far as can be told. */
const HELD: ReadonlySet<string> = new Set(['waiting', 'away'])

function declare(
  planned: PlannedResource,
  { needs, after, cables }: Before,
  options: pulumi.CustomResourceOptions,
): KindResource {
  const { name } = planned
  switch (planned.kind) {
    case 'Mac':
      return new Mac(name, { ...planned.inputs, needs }, options)
    case 'OsRelease':
      return new OsRelease(name, { ...planned.inputs, needs, after }, options)
    case 'OsSettings':
      return new OsSettings(name, { ...planned.inputs, needs }, options)
    case 'LaptopPower':
      return new LaptopPower(name, { ...planned.inputs, needs }, options)
    case 'Fabric':
      return new Fabric(name, { ...planned.inputs, needs }, options)
    case 'Rdma':
      return new Rdma(name, { ...planned.inputs, needs }, options)
    case 'ThunderboltLink':
      return new ThunderboltLink(name, { ...planned.inputs, needs }, options)
    case 'MlxInstall':
      return new MlxInstall(name, { ...planned.inputs, needs }, options)
    case 'ModelFiles':
      return new ModelFiles(name, { ...planned.inputs, needs }, options)
    case 'LinkMeasurement':
      return new LinkMeasurement(name, { ...planned.inputs, needs, cables }, options)
    case 'ShardDeployment':
      return new ShardDeployment(name, { ...planned.inputs, needs }, options)
  }
}

/** Identity of the cable of each link that is declared so far, by the text of the link. */
function cablesOf({ resources }: Plan, made: Readonly<Record<string, KindResource>>): Before['cables'] {
  const rows = resources.flatMap((planned) => {
    const link = made[planned.name]
    if (planned.kind !== 'ThunderboltLink' || link === undefined) return []
    const identity = link.observed.apply((seen) => {
      const { data } = thunderboltLinkObserved.safeParse(seen)
      return cableIdentity(planned.inputs, data?.history)
    })
    return [[cableKey(...planned.inputs.ends), identity] as const]
  })
  return Object.fromEntries(rows)
}

/** Two resources of one Mac may wait for the same hands. */
function once(orders: readonly WorkOrder[]): WorkOrder[] {
  return [...new Map(orders.map((order) => [JSON.stringify(order), order])).values()]
}

function readyOf(made: Readonly<Record<string, KindResource>>, need: string, name: string): pulumi.Output<Ready> {
  const resource = made[need]
  if (resource === undefined) throw new Error(`${name} needs ${need}, which the plan does not declare before it`)
  return resource.ready
}

/** For users' own resources: the readiness as a value that throws, with the reason, until the thing is ready. */
export function requireReady(resource: KindResource): pulumi.Output<Ready> {
  return resource.ready.apply((ready) => {
    if (ready.state === 'ready') return ready
    throw sentence(`not ready yet: ${ready.reason}`)
  })
}
