import type { LockedModel, Lock } from '../lab/lock-schema.js'
import type { Lab } from '../lab/schema.js'
import { filesName, mlxName, replicaFilesName } from './names.js'
import type { PlannedResource } from './plan.js'
import { baseOf } from './rollout.js'
import { replicasOf } from './pools.js'
import type { PlanTrouble } from './trouble.js'
import { withoutUndefined } from './without-undefined.js'

const HUB = 'https://huggingface.co'

/** MLX on every Mac of the lab. */
export function mlxResources(lab: Lab, lock: Lock | null, macs: readonly string[]): PlannedResource[] {
  const locked = lock?.mlx
  if (lab.mlx === undefined || locked === undefined) return []
  const { python, uv, mlx, mlxLm, requirements, digest } = locked
  const index = withoutUndefined({ index: lab.mlx.index })
  return macs.map((mac) => ({
    kind: 'MlxInstall',
    name: mlxName(mac),
    needs: [baseOf(lab, mac)],
    inputs: { mac, python, uv, mlx, mlxLm, requirements, digest, ...index },
  }))
}

/** The files of every model that is deployed, on the Macs that need them. */
export function fileResources(lab: Lab, lock: Lock | null, macs: readonly string[]): PlannedResource[] {
  return Object.entries(lab.models).flatMap(([name, model]): PlannedResource[] => {
    const locked = lock?.models[name]
    if (locked === undefined) return []
    const alone = macs.filter((mac) => replicasOf(lab, name).includes(mac))
    const grouped = macs.filter((mac) => !alone.includes(mac) && usersOf(lab, name).includes(mac))
    const inputs = { name, source: sourceOf(model), files: locked.files, retain: model.retain }
    const files = (named: string, on: readonly string[]): PlannedResource => ({
      ...{ kind: 'ModelFiles', name: named, needs: on },
      inputs: { ...inputs, macs: [...on], ...(alone.length > 0 && { beside: true as const }) },
    })
    return [
      ...(grouped.length === 0 ? [] : [files(filesName(name), grouped)]),
      ...alone.map((mac) => files(replicaFilesName(name, mac), [mac])),
    ]
  })
}

/** Macs with a deployment of this model. */
function usersOf({ deployments }: Lab, model: string): string[] {
  return Object.values(deployments).flatMap((deployment) => (deployment.model === model ? deployment.macs : []))
}

function sourceOf({ folder, hub = HUB, repo = '', revision = '' }: Lab['models'][string]) {
  return folder === undefined ? { hub, repo, revision } : { folder }
}

/** What the lock file lacks or has for something else; the remedy is always to write it anew. */
export function staleLock(lab: Lab, lock: Lock | null): PlanTrouble[] {
  const remedy = `run: macloom lock ${lab.lab}`
  const first = needsLock(lab)[0]
  if (lock === null)
    return first === undefined ? [] : [{ path: first.path, message: `there is no lock file; ${remedy}` }]
  const runtime = lab.mlx === undefined ? null : staleRuntime(lab.mlx, lock.mlx)
  const deployed = new Set(Object.values(lab.deployments).map(({ model }) => model))
  return [
    ...(runtime === null ? [] : [{ path: ['mlx'], message: `${runtime}; ${remedy}` }]),
    ...[...deployed].flatMap((name) => {
      const why = staleModel(lab.models[name], lock.models[name])
      return why === null ? [] : [{ path: ['models', name], message: `${why}; ${remedy}` }]
    }),
  ]
}

/** What cannot be planned without a lock file: where it stands in the lab file, and what it is. */
export function needsLock(lab: Lab): { readonly path: readonly string[]; readonly what: string }[] {
  const deployments = Object.entries(lab.deployments)
  const models = [...new Set(deployments.map(([, { model }]) => model))]
  return [
    ...(lab.mlx === undefined ? [] : [{ path: ['mlx'], what: 'MLX on each Mac: Python, uv and wheels with hashes' }]),
    ...models.map((name) => ({
      path: ['models', name],
      what: `the files of ${name}, with sizes and hashes`,
    })),
    ...deployments.map(([name, { macs, replicas }]) => ({
      path: ['deployments', name],
      what: `the deployment ${name} on ${[...macs, ...replicas].join(', ')}: how it is split, and whether it fits`,
    })),
  ]
}

function staleRuntime(declared: NonNullable<Lab['mlx']>, locked: Lock['mlx']): string | null {
  if (locked === undefined) return 'the lock file has no MLX'
  const pairs = [
    ['mlx', declared.mlx, locked.mlx],
    ['mlx-lm', declared['mlx-lm'], locked.mlxLm],
  ] as const
  const other = pairs.find(([, wanted, has]) => wanted !== has)
  if (other !== undefined) return `the lab has ${other[0]} ${other[1]} and the lock file ${other[2]}`
  const wanted = typeof declared.python === 'string' ? declared.python : declared.python.version
  const same = locked.python.version === wanted || locked.python.version.startsWith(`${wanted}.`)
  return same ? null : `the lab has Python ${wanted} and the lock file ${locked.python.version}`
}

function staleModel(declared: Lab['models'][string] | undefined, locked: LockedModel | undefined): string | null {
  if (locked === undefined) return 'the lock file does not know its files'
  if (declared?.revision === undefined || declared.revision === locked.revision) return null
  return `the lab pins revision ${declared.revision} and the lock file ${locked.revision}`
}
