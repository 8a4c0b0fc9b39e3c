import { z } from 'zod'
import { MacTrouble } from '../command/errors.js'
import { jobs } from '../macos/launchctl.js'
import type { Writers } from './kind.js'
import { deploymentOf } from './labels.js'
import { recordOf } from './operation.js'
import { jobsPath } from './places.js'
import { isSilent } from './reach.js'
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
    await Promise.all(known.map((name) => stopWhereItAnswers(macs, name, deployment)))
  }
}

// A member that is silent is told of by its own resources; the change at hand is not on it and must not wait for it.
async function stopWhereItAnswers(macs: Writers, name: string, deployment: string): Promise<void> {
  try {
    await stopGroup(macs, [name], deployment)
  } catch (error) {
    if (!isSilent(error)) throw error
  }
}

async function groupsOn(macs: Writers, name: string): Promise<[string, string[]][]> {
  const loaded = await macs.of(name).ask(jobs)
  if (!loaded.known) {
    const parts = { doing: 'find out which groups run there', seen: loaded.why, unchanged: 'Nothing was changed' }
    throw new MacTrouble('precondition', { mac: name, ...parts })
  }
  const running = loaded.value.flatMap(({ label }) => deploymentOf(label) ?? [])
  if (running.length === 0) return []
  const { facts } = await recordOf(macs, name)
  return running.map((deployment) => [deployment, membersOf(facts[`jobs/${deployment}/inputs.json`], name, deployment)])
}

const members = z.object({ ranks: z.array(z.object({ mac: z.string() })) })

function membersOf(text: string | undefined, name: string, deployment: string): string[] {
  if (text === undefined) return [name]
  try {
    return members.parse(JSON.parse(text)).ranks.map(({ mac }) => mac)
  } catch {
    const file = `${jobsPath(deployment)}/inputs.json`
    throw new MacTrouble('precondition', {
      mac: name,
      doing: `find out which Macs form the group ${deployment}`,
      seen: `${file} is not what we write: ${text.slice(0, 80)}`,
      unchanged: 'No rank was stopped',
      next: `Remove ${file} and run \`pulumi up\` again: the rank on ${name} is stopped then, and the group started anew`,
    })
  }
}
