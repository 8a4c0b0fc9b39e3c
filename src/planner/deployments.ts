import { ringPorts } from '../lab/link.js'
import type { LockedModel, Lock } from '../lab/lock-schema.js'
import type { Lab } from '../lab/schema.js'
import { digest } from '../resources/digest.js'
import { chooseBackend } from './backend.js'
import type { EthernetLink, PlannedLink } from './links.js'
import { measurementOf } from './measurement.js'
import { waitsForCharger } from './laptops.js'
import { mlxName, powerName, settingsName } from './names.js'
import { filesFor } from './pools.js'
import type { PlannedResource } from './plan.js'
import { ringAlong, roadsBetween, type Ring } from './ring.js'
import { chooseStrategy } from './strategy.js'
import type { PlanTrouble } from './trouble.js'
import { wiredLimitMb } from './wired-limit.js'
import { withoutUndefined } from './without-undefined.js'
import { isMember } from './members.js'

/** What the planner has computed of the lab before it comes to deployments. */
export interface Ground {
  readonly lab: Lab
  readonly lock: Lock | null
  readonly links: readonly PlannedLink[]
  readonly ethernet: readonly EthernetLink[]
  readonly subnets: Readonly<Record<string, string>>
}

/** A deployment with everything decided but its memory. */
export interface PlacedDeployment {
  readonly name: string
  readonly model: LockedModel
  readonly strategy: 'tensor' | 'pipeline'
  readonly backend: 'ring'
  readonly reason: string
  readonly ring: Ring
}

/** Decides strategy, backend and ring; or says everything that stands against the deployment. */
export function placeDeployment(ground: Ground, name: string): PlacedDeployment | PlanTrouble[] {
  const { lab, lock } = ground
  const deployment = lab.deployments[name]
  const model = lock?.models[deployment?.model ?? '']
  if (deployment === undefined) return []
  const at = (key: string, message: string): PlanTrouble => ({ path: ['deployments', name, key], message })
  const absent = deployment.macs.filter((mac) => !isMember(lab, mac))
  if (absent.length > 0) {
    const where = absent.some((mac) => lab.gone.includes(mac)) ? 'gone' : 'leaving'
    return [at('macs', `${absent.join(', ')} is declared ${where}; name other Macs or remove the deployment`)]
  }
  // Without the lock file nothing is known of the model; what does not hang on it is said all the same.
  const strategy = model === undefined ? null : strategyFor(lab, deployment, model)
  const backend = chooseBackend(lab, deployment)
  const ring = ringAlong(deployment.macs, ground)
  const troubles = [
    ...(strategy !== null && 'refused' in strategy ? [at('strategy', strategy.refused)] : []),
    ...('refused' in backend ? [at('backend', backend.refused)] : []),
    ...('missing' in ring ? [at('macs', ring.missing)] : []),
  ]
  if (strategy === null || model === undefined) return troubles
  if ('refused' in strategy || 'refused' in backend || 'missing' in ring) return troubles
  const reason = `${strategy.reason}; ${backend.reason}`
  return { name, model, strategy: strategy.strategy, backend: 'ring', reason, ring }
}

function strategyFor(lab: Lab, { strategy, macs }: Lab['deployments'][string], { geometry }: LockedModel) {
  return chooseStrategy({ asked: strategy, geometry, ranks: macs.length, mlxLm: lab.mlx?.['mlx-lm'] ?? null })
}

/** The resource of a placed deployment: one rank per Mac, after all that a rank needs on its Mac. */
export function deploymentResource(ground: Ground, placed: PlacedDeployment): PlannedResource[] {
  const { lab, lock } = ground
  const deployment = lab.deployments[placed.name]
  if (deployment === undefined) return []
  const { macs, model, engine, host, port, plaintext, context, environment, standIn, ringPort } = deployment
  const ranks = macs.map((mac, rank) => ({
    mac,
    addresses: [...(placed.ring.addresses[rank] ?? [])],
    port: ringPorts(ringPort, rank, Math.max(1, placed.ring.cables))[0] ?? ringPort,
    // 0 is the rule of macOS: nothing to wait for.
    ...withoutUndefined({ wiredLimitMb: wiredLimitMb(lab, mac) || undefined }),
  }))
  const needs = [
    ...(lab.mlx === undefined ? [] : macs.map(mlxName)),
    ...filesFor(lab, model, macs),
    ...macs.filter((mac) => waitsForCharger(lab, mac)).map(powerName),
    ...roadsBetween(macs, ground).flatMap((road) => (road.kind === 'ethernet' ? [] : [road.name])),
    ...macs.map(settingsName),
    ...measurementOf(lab, ground.links, placed.name),
  ]
  const inputs = {
    ...{ name: placed.name, model, engine, strategy: placed.strategy, backend: placed.backend },
    ...{ ranks, host, port, context, environment, standIn, ...withoutUndefined({ plaintext }) },
    environmentDigest: lock?.mlx?.digest ?? 'stand-in',
    modelDigest: digest(placed.model.files),
  }
  return [{ kind: 'ShardDeployment', name: placed.name, needs, inputs }]
}

/** Where a deployment answers: on rank 0's address unless the lab names another, or only on the Mac itself. */
export function endpointOf(lab: Lab, name: string): string {
  const { macs = [], host = '127.0.0.1', port = 0 } = lab.deployments[name] ?? {}
  const address = host === '0.0.0.0' ? (lab.macs[macs[0] ?? '']?.address ?? host) : host
  return `http://${address}:${port}/v1`
}
