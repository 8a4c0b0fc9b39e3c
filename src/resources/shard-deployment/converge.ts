import { MacTrouble } from '../../command/errors.js'
import { job } from '../../macos/launchctl.js'
import type { Work, Writers } from '../kind.js'
import { rankLabel } from '../labels.js'
import { forgetting, tellAll } from '../operation.js'
import { again } from '../patience.js'
import type { Change } from '../words.js'
import { formed } from './formed.js'
import type { ShardDeploymentInputs } from './inputs.js'
import type { ShardDeploymentObserved } from './outputs.js'
import { prove } from './prove.js'
import { giveBack } from './release.js'
import { placeFiles, startGroup } from './start.js'
import { stopGroup } from './stop.js'

/** Restarts the whole group and proves it with a token; a running group that only lacks the proof is asked for it first. */
export async function converge(
  macs: Writers,
  { inputs, changes }: Work<ShardDeploymentInputs, ShardDeploymentObserved>,
): Promise<void> {
  const left = changes.flatMap(({ path, mac }) => (path.startsWith('macs.') && mac !== undefined ? [mac] : []))
  const rest = changes.filter(({ path }) => !path.startsWith('macs.'))
  const names = inputs.ranks.map(({ mac }) => mac)
  // The Mac that leaves may be part of the group that runs: then all of it ends together.
  const standing = rest.every(({ path }) => path === 'proof')
  if (!standing) await stopGroup(macs, [...names, ...left], inputs.name)
  await giveBack(macs, left, inputs.name)
  await tellAll(macs, left, forgetting(`ShardDeployment/${inputs.name}`))
  if (rest.length === 0 || (standing && (await proven(macs, inputs, rest)))) return
  if (standing) await stopGroup(macs, names, inputs.name)
  await placeFiles(macs, inputs)
  let joined = false
  try {
    await startGroup(macs, inputs)
    const epoch = await formed(macs, inputs)
    joined = true
    const none = await prove(first(macs, inputs), inputs, epoch)
    if (none !== null) throw none
  } catch (error) {
    // What is left of a group that did not form or does not answer only holds memory and ports. One that formed and
    // was lost sight of loads on: the next run asks it. Why it failed is the error to show.
    if (!joined || isFailure(error)) await stopGroup(macs, names, inputs.name).catch(() => undefined)
    throw error
  }
}

/**
 * Asks a running group for the token it has not given since its start (it formed again after a reboot, or an earlier run
 * ended before it had one). Whether it is idle cannot be known, and a request can crash one that serves (lm#1737): that is
 * why a missing proof has the risk `restarts ranks`. False when it gives no token or a rank has ended, so that it is
 * started again. Anything else (the line broke, HTTP 500, no answer in time) stops nothing.
 */
async function proven(macs: Writers, inputs: ShardDeploymentInputs, changes: readonly Change[]): Promise<boolean> {
  try {
    return (await prove(first(macs, inputs), inputs, String(changes[0]?.to))) === null
  } catch (error) {
    if (await ended(macs, inputs)) return false
    if (!isFailure(error)) throw error
    throw new MacTrouble(error.trouble, { ...error.parts, unchanged: 'The group was not stopped' }, error)
  }
}

async function ended(macs: Writers, { name, ranks }: ShardDeploymentInputs): Promise<boolean> {
  const looks = ranks.map(({ mac }) => macs.of(mac).ask(again(job(rankLabel(name)))))
  const answers = await Promise.allSettled(looks)
  return answers.some((each) => each.status === 'fulfilled' && each.value.known && each.value.value?.pid == null)
}

function isFailure(error: unknown): error is MacTrouble {
  return error instanceof MacTrouble && error.trouble === 'remote-failed'
}

function first(macs: Writers, { name, ranks }: ShardDeploymentInputs) {
  const [rank] = ranks
  if (rank !== undefined) return macs.of(rank.mac)
  throw new MacTrouble('invalid', { doing: `prove the group ${name}`, seen: 'it has no ranks' })
}
