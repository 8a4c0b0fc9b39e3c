import type { Lab } from '../lab/schema.js'
import { fabricName, mlxName, settingsName } from './names.js'
import type { PlannedCommand, PlannedResource } from './plan.js'
import { withoutUndefined } from './without-undefined.js'
import { isMember } from './members.js'

/** The lab's own scripts, one per Mac, each after the stage it names. */
export function plannedCommands(lab: Lab, resources: readonly PlannedResource[]): PlannedCommand[] {
  return Object.entries(lab.commands).flatMap(([name, { on, after, create, update, delete: remove }]) =>
    (typeof on === 'string' ? [on] : on)
      .filter((mac) => isMember(lab, mac))
      .map((mac) => ({
        name: `${name}-${mac}`,
        mac,
        needs: stage(after, mac, resources),
        create,
        ...withoutUndefined({ update, delete: remove }),
      })),
  )
}

/** The resources of a stage on one Mac; a lab without that stage has the Mac itself in its place. */
function stage(after: Lab['commands'][string]['after'], mac: string, resources: readonly PlannedResource[]): string[] {
  const names = resources.filter((resource) => belongs(resource, after, mac)).map(({ name }) => name)
  return names.length === 0 ? [mac] : names
}

function belongs(resource: PlannedResource, after: Lab['commands'][string]['after'], mac: string): boolean {
  switch (after) {
    case 'mac':
      return resource.name === mac || (resource.kind === 'OsRelease' && resource.inputs.mac === mac)
    case 'settings':
      return resource.name === settingsName(mac)
    case 'fabric':
      return resource.name === fabricName(mac)
    case 'links':
      return resource.kind === 'ThunderboltLink' && resource.inputs.ends.some((end) => end.mac === mac)
    case 'runtime':
      return resource.name === mlxName(mac)
    case 'models':
      return resource.kind === 'ModelFiles' && resource.inputs.macs.includes(mac)
    case 'deployments':
      return resource.kind === 'ShardDeployment' && resource.inputs.ranks.some((rank) => rank.mac === mac)
  }
}
