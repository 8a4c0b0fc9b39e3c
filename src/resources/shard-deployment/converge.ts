import type { Work, Writers } from '../kind.js'
import { formed } from './formed.js'
import type { ShardDeploymentInputs } from './inputs.js'
import type { ShardDeploymentObserved } from './outputs.js'
import { prove } from './prove.js'
import { placeFiles, startGroup } from './start.js'
import { stopGroup } from './stop.js'

/** Restarts the whole group and proves it with a token; a running group that only lacks the proof is not restarted for it. */
export async function converge(
  macs: Writers,
  { inputs, changes }: Work<ShardDeploymentInputs, ShardDeploymentObserved>,
): Promise<void> {
  if (changes.every(({ path }) => path === 'proof') && (await proven(macs, inputs))) return
  const names = inputs.ranks.map(({ mac }) => mac)
  await stopGroup(macs, names, inputs.name)
  await placeFiles(macs, inputs)
  try {
    await startGroup(macs, inputs)
    await confirm(macs, inputs)
  } catch (error) {
    // What is left of a group that did not form only holds memory and ports. Why it did not is the error to show.
    await stopGroup(macs, names, inputs.name).catch(() => undefined)
    throw error
  }
}

async function confirm(macs: Writers, inputs: ShardDeploymentInputs): Promise<void> {
  const epoch = await formed(macs, inputs)
  const first = inputs.ranks[0]
  if (first !== undefined) await prove(macs.of(first.mac), inputs, epoch)
}

// A group that stands and gives no token is restarted like one that does not stand.
async function proven(macs: Writers, inputs: ShardDeploymentInputs): Promise<boolean> {
  try {
    await confirm(macs, inputs)
    return true
  } catch {
    return false
  }
}
