import { MacTrouble } from '../../command/errors.js'
import { mixedBuilds } from '../os-release/builds.js'
import type { Change, Finding } from '../words.js'
import type { ShardDeploymentInputs } from './inputs.js'
import type { ShardDeploymentObserved } from './outputs.js'

const TCP: ReadonlySet<string> = new Set(['ring'])

/** That the Macs of a group run different builds of macOS: over TCP a warning, over RDMA what keeps it from starting. */
export function mixed(
  { backend }: ShardDeploymentInputs,
  { builds = {} }: ShardDeploymentObserved,
): readonly Finding[] {
  return mixedBuilds(builds, TCP.has(backend) ? 'TCP' : 'RDMA')
}

/** Refuses to start a group over RDMA between different builds. What serves goes on. */
export function refuseMixed(
  inputs: ShardDeploymentInputs,
  observed: ShardDeploymentObserved,
  changes: readonly Change[],
): void {
  const [found] = mixed(inputs, observed)
  if (found?.danger !== 'danger' || changes.every(({ risk }) => risk === 'safe')) return
  throw new MacTrouble('precondition', {
    doing: `start the group ${inputs.name} over RDMA`,
    seen: found.what,
    unchanged: 'Nothing was started',
    next: 'Pin one build under `os:` in the lab file, or serve over ring until the Macs are alike',
  })
}
