import type { Lab } from '../lab/schema.js'
import { isMember } from './members.js'
import { filesName, replicaFilesName, replicaName } from './names.js'
import type { PlanTrouble } from './trouble.js'

/** A lab whose pools are written out: each replica is a deployment of its own on one Mac. */
export function withReplicas(lab: Lab): Lab {
  const deployments = Object.entries(lab.deployments).flatMap(([name, deployment]): [string, typeof deployment][] =>
    deployment.replicas.length === 0
      ? [[name, deployment]]
      : deployment.replicas
          .filter((mac) => isMember(lab, mac))
          .map((mac) => [replicaName(name, mac), { ...deployment, macs: [mac], replicas: [mac] }]),
  )
  return { ...lab, deployments: Object.fromEntries(deployments) }
}

/** The deployment of each replica, by pool and Mac. */
export function poolsOf(lab: Lab): Record<string, Record<string, string>> {
  const pools = Object.entries(lab.deployments).filter(([, { replicas }]) => replicas.length > 0)
  return Object.fromEntries(
    pools.map(([name, { replicas }]) => {
      const members = replicas.filter((mac) => isMember(lab, mac))
      return [name, Object.fromEntries(members.map((mac) => [mac, replicaName(name, mac)]))]
    }),
  )
}

/** The Macs that serve a model as replicas and in no group: each gets its files by itself, so that none waits for another. */
export function replicasOf({ deployments }: Lab, model: string): string[] {
  const all = Object.values(deployments).filter((deployment) => deployment.model === model)
  const grouped = new Set(all.flatMap(({ macs, replicas }) => (replicas.length === 0 ? macs : [])))
  return [...new Set(all.flatMap(({ replicas }) => replicas))].filter((mac) => !grouped.has(mac))
}

/** What places the files of a model on these Macs. */
export function filesFor(lab: Lab, model: string, macs: readonly string[]): string[] {
  const alone = replicasOf(lab, model)
  return [...new Set(macs.map((mac) => (alone.includes(mac) ? replicaFilesName(model, mac) : filesName(model))))]
}

/** A trouble with a replica where the lab file has its pool. */
export function inFile(lab: Lab, trouble: PlanTrouble): PlanTrouble {
  const [section, name, ...rest] = trouble.path
  if (section !== 'deployments' || typeof name !== 'string') return trouble
  const pool = Object.entries(poolsOf(lab)).find(([, replicas]) => Object.values(replicas).includes(name))?.[0]
  if (pool === undefined) return trouble
  const path = rest[0] === 'macs' ? ['replicas', ...rest.slice(1)] : rest
  return { path: [section, pool, ...path], message: `${name}: ${trouble.message}` }
}
