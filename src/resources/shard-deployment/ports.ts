import { MacTrouble } from '../../command/errors.js'
import { isUnknown, type Change } from '../words.js'
import type { ShardDeploymentInputs } from './inputs.js'
import type { ShardDeploymentObserved } from './outputs.js'

/** The Macs where somebody else holds a port of the group, and who. */
export function taken(
  { ranks }: ShardDeploymentInputs,
  observed: ShardDeploymentObserved,
): { mac: string; by: string }[] {
  return ranks.flatMap(({ mac }) => {
    const seen = observed.ranks[mac]
    if (seen === undefined || isUnknown(seen)) return []
    const { portTakenBy: by } = seen
    return by === null || isUnknown(by) ? [] : [{ mac, by }]
  })
}

/** Refuses to start a group whose port somebody else holds: named, not killed. */
export function refuse(
  inputs: ShardDeploymentInputs,
  observed: ShardDeploymentObserved,
  changes: readonly Change[],
): void {
  const [first, ...more] = taken(inputs, observed)
  if (first === undefined || changes.every(({ risk }) => risk === 'safe')) return
  throw new MacTrouble('precondition', {
    mac: first.mac,
    doing: `start the group ${inputs.name}`,
    seen: [`${first.by} is in the way`, ...more.map(({ mac, by }) => `${mac}: ${by}`)].join('; '),
    unchanged: 'It was not touched, and nothing was started',
    next: 'End it, or give the deployment another port',
  })
}
