import { leftBehind } from '../left-behind.js'
import type { Finding } from '../words.js'
import type { ShardDeploymentInputs } from './inputs.js'
import type { ShardDeploymentObserved } from './outputs.js'
import { mixed } from './mixed.js'
import { taken } from './ports.js'

/** A port in other hands, before anybody tries to start the group; and Macs that left while they were silent. */
export function findings(inputs: ShardDeploymentInputs, observed: ShardDeploymentObserved): readonly Finding[] {
  const ports = taken(inputs, observed).map(({ mac, by }) => ({
    mac,
    danger: 'danger' as const,
    what: `the group ${inputs.name} cannot start`,
    cause: `${by} listens where it would`,
    remedy: 'End that process, or give the deployment another port',
  }))
  return [...ports, ...mixed(inputs, observed), ...leftBehind(`a rank of ${inputs.name}`, observed.left)]
}
