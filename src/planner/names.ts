import type { PlanTrouble } from './trouble.js'

/** Names of the resources of a lab: one place, so that `needs` and declarations cannot differ. */
export const settingsName = (mac: string): string => `${mac}-settings`
export const releaseName = (mac: string): string => `${mac}-macos`
export const fabricName = (mac: string): string => `${mac}-fabric`
export const rdmaName = (mac: string): string => `${mac}-rdma`
export const mlxName = (mac: string): string => `${mac}-mlx`
export const measuredName = (deployment: string): string => `${deployment}-measured`
export const powerName = (mac: string): string => `${mac}-power`
export const filesName = (model: string): string => `${model}-files`
export const replicaFilesName = (model: string, mac: string): string => `${model}-files-${mac}`
export const replicaName = (pool: string, mac: string): string => `${pool}-${mac}`

/** Names that two resources of the lab would share; a lab with such names is not planned. */
export function sharedNames(resources: readonly { readonly name: string; readonly kind: string }[]): PlanTrouble[] {
  const kinds = new Map<string, string>()
  return resources.flatMap(({ name, kind }) => {
    const other = kinds.get(name)
    kinds.set(name, kind)
    if (other === undefined) return []
    const message = `${name} would name a resource of kind ${other} and one of kind ${kind}; rename the Mac, model or deployment`
    return [{ path: [kind === 'ShardDeployment' ? 'deployments' : 'macs', name], message }]
  })
}
