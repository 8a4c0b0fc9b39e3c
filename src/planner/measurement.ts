import type { Lab } from '../lab/schema.js'
import type { Ground } from './deployments.js'
import { members } from './members.js'
import { fileResources, mlxResources } from './model-resources.js'
import { measuredName } from './names.js'
import type { PlannedResource } from './plan.js'
import { addressOf } from './ring.js'
import { withoutUndefined } from './without-undefined.js'

/**
 * The measurement of a lab's links: after cables, MLX and model files (a transfer would be in the way), before anything
 * serves. It comes after them all and is held by none. Which cable each link has, only a run can know.
 */
export function measurementResource({ lab, lock, links, subnets }: Ground): PlannedResource[] {
  const [name] = measurements(lab, links)
  if (name === undefined) return []
  const macs = members(lab)
  const before = [...mlxResources(lab, lock, macs), ...fileResources(lab, lock, macs)]
  const measured = links.map((link) => ({
    ends: [...link.ends] as [(typeof link.ends)[0], (typeof link.ends)[1]],
    addresses: link.ends.map(({ mac }) => addressOf(link, mac, subnets)) as [string, string],
    ...withoutUndefined({ expectGbps: link.expectGbps }),
  }))
  const { seconds, again } = lab.measure
  const needs = [...links.map((link) => link.name), ...before.map((resource) => resource.name)]
  const inputs = { lab: lab.lab, macs: [...macs], links: measured, cables: {}, seconds, ...withoutUndefined({ again }) }
  return [{ kind: 'LinkMeasurement', name, needs, inputs }]
}

/** Name of the resource that measures the lab's links, in a list that is empty where none does. */
export function measurements(lab: Lab, links: Ground['links']): string[] {
  return links.length === 0 || lab.measure.links === 'never' ? [] : [measuredName(lab.lab)]
}
