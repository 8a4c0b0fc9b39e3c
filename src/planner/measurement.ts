import type { Lab } from '../lab/schema.js'
import type { Ground } from './deployments.js'
import type { PlannedLink } from './links.js'
import { filesName, measuredName, mlxName } from './names.js'
import type { PlannedResource } from './plan.js'
import { addressOf } from './ring.js'
import { withoutUndefined } from './without-undefined.js'

/** Links that no deployment may use are measured under this name. */
const OTHERS = 'links'

/**
 * The measurements of a lab's links: those between the Macs of a deployment after all that it needs too (a transfer would
 * be in the way) and before it serves; the others when they can be. Each comes after what it needs and is held by none.
 * Which cable a link has, only a run can know.
 */
export function measurementResources(ground: Ground): PlannedResource[] {
  const { lab, lock, links } = ground
  if (lab.measure.links === 'never') return []
  const groups = Object.entries(lab.deployments).map(([name, { macs, model }]) => {
    return { name, links: linksWithin(macs, links), files: lock?.models[model] === undefined ? [] : [filesName(model)] }
  })
  const used = new Set(groups.flatMap((group) => group.links))
  const others = { name: OTHERS, links: links.filter((link) => !used.has(link)), files: [] }
  return [...groups, others].flatMap((group) => (group.links.length === 0 ? [] : [measurement(ground, group)]))
}

interface Group {
  readonly name: string
  readonly links: readonly PlannedLink[]
  readonly files: readonly string[]
}

function measurement({ lab, lock, links: all, subnets }: Ground, { name, links, files }: Group): PlannedResource {
  const measured = links.map((link) => ({
    ends: [link.ends[0], link.ends[1]] as [PlannedLink['ends'][0], PlannedLink['ends'][1]],
    addresses: link.ends.map(({ mac }) => addressOf(link, mac, subnets)) as [string, string],
    ...withoutUndefined({ expectGbps: link.expectGbps }),
  }))
  const macs = [...new Set(links.flatMap((link) => link.macs))].sort()
  const { seconds, again } = lab.measure
  const needs = [
    ...links.map((link) => link.name),
    ...(lab.mlx === undefined || lock?.mlx === undefined ? [] : macs.map(mlxName)),
    ...files,
  ]
  const declared = all.map(({ key }) => key)
  const inputs = { name, links: measured, declared, cables: {}, seconds, ...withoutUndefined({ again }) }
  return { kind: 'LinkMeasurement', name: measuredName(name), needs, inputs }
}

/** Name of the resource that measures the links of a deployment, in a list that is empty where none does. */
export function measurementOf(lab: Lab, links: Ground['links'], deployment: string): string[] {
  const macs = lab.deployments[deployment]?.macs ?? []
  const none = lab.measure.links === 'never' || linksWithin(macs, links).length === 0
  return none ? [] : [measuredName(deployment)]
}

function linksWithin(macs: readonly string[], links: readonly PlannedLink[]): PlannedLink[] {
  return links.filter((link) => link.macs.every((mac) => macs.includes(mac)))
}
