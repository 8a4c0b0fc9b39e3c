import { jobs } from '../macos/launchctl.js'
import type { Writers } from './kind.js'
import { deploymentOf } from './labels.js'
import { recordOf } from './operation.js'
import { shardDeploymentInputs } from './shard-deployment/inputs.js'
import { stopGroup } from './shard-deployment/stop.js'

/**
 * Stops every group with a rank on one of these Macs, whole, before a change that would cut it off. Who takes part is
 * read off the Macs, not out of the state: what runs there is what would break. Dependents start it again.
 */
export async function quiesce(macs: Writers, names: readonly string[]): Promise<void> {
  const groups = new Map<string, Set<string>>()
  await Promise.all(
    names.map(async (name) => {
      for (const [deployment, members] of await groupsOn(macs, name)) {
        groups.set(deployment, new Set([...(groups.get(deployment) ?? []), ...members]))
      }
    }),
  )
  for (const [deployment, members] of groups) {
    const known = [...members].filter((name) => macs.names.includes(name))
    await stopGroup(macs, known, deployment)
  }
}

async function groupsOn(macs: Writers, name: string): Promise<[string, string[]][]> {
  const loaded = await macs.of(name).ask(jobs)
  const running = loaded.known ? loaded.value.flatMap(({ label }) => deploymentOf(label) ?? []) : []
  if (running.length === 0) return []
  const { facts } = await recordOf(macs, name)
  return running.map((deployment) => [deployment, membersOf(facts[`jobs/${deployment}/inputs.json`], name)])
}

function membersOf(inputs: string | undefined, name: string): string[] {
  if (inputs === undefined) return [name]
  const parsed = shardDeploymentInputs.safeParse({ ...(JSON.parse(inputs) as object), needs: [] })
  return parsed.success ? parsed.data.ranks.map(({ mac }) => mac) : [name]
}
