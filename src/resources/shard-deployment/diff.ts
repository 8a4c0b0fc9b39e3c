import { isUnknown, type Change } from '../words.js'
import { startedFrom, type ShardDeploymentInputs } from './inputs.js'
import type { RankObserved, ShardDeploymentObserved } from './outputs.js'

/**
 * What a group lacks to be as declared: every rank from its files, running, in one group of the declared size, with a
 * token of this very start. Any of it restarts the whole group: a rank that comes back alone cannot rejoin.
 */
export function diff(inputs: ShardDeploymentInputs, observed: ShardDeploymentObserved): readonly Change[] {
  const epoch = epochOf(inputs, observed)
  const ranks = inputs.ranks.flatMap(({ mac }, rank) => {
    const seen = observed.ranks[mac]
    return seen === undefined || isUnknown(seen) ? [] : rankChanges(inputs, rank, mac, seen, epoch)
  })
  const all = ranks.length > 0 ? ranks : replanned(inputs, observed)
  return [...all, ...leaving(inputs, observed), ...unproven(inputs, observed, epoch, all.length > 0)]
}

// The engine's Diff has what was seen for the inputs of then: which files the ranks should run from now is not in it.
function replanned(inputs: ShardDeploymentInputs, observed: ShardDeploymentObserved): Change[] {
  const [from, to] = [observed.startedFrom, startedFrom(inputs)]
  if (from === to) return []
  const what = `start ${inputs.name} again as the lab declares it now`
  return [{ path: 'ranks', from, to, risk: 'restarts ranks', what }]
}

/** Macs that are no longer among the ranks: what is there of the deployment goes. */
function leaving({ name, ranks }: ShardDeploymentInputs, observed: ShardDeploymentObserved): Change[] {
  const held = Object.entries({ ...observed.ranks, ...observed.left }).filter(([, seen]) => !isUnknown(seen))
  return held.flatMap(([mac]) => {
    if (ranks.some((rank) => rank.mac === mac)) return []
    const what = `stop the rank of ${name} on ${mac}, which is no longer one of its Macs, and remove its files`
    return [{ path: `macs.${mac}`, from: 'present', to: null, risk: 'restarts ranks', what, mac }]
  })
}

/** The epoch of the group: that of rank 0. */
function epochOf({ ranks }: ShardDeploymentInputs, observed: ShardDeploymentObserved): string | null {
  const first = observed.ranks[ranks[0]?.mac ?? '']
  return first === undefined || isUnknown(first) ? null : first.epoch
}

function rankChanges(
  { name, ranks }: ShardDeploymentInputs,
  rank: number,
  mac: string,
  seen: RankObserved,
  epoch: string | null,
): Change[] {
  const who = `rank ${rank} of ${name} on ${mac}`
  const change = (key: keyof RankObserved, to: unknown, what: string): Change[] => [
    { path: `ranks.${mac}.${key}`, from: seen[key], to, risk: 'restarts ranks', what, mac },
  ]
  const files = seen.files === null ? 'has no files yet' : 'runs from other files than the lab declares'
  if (seen.files !== seen.intended) return change('files', seen.intended, `${who} ${files}`)
  if (seen.job !== 'running') return change('job', 'running', `${who} is ${STATES[seen.job]}`)
  if (seen.groupSize !== ranks.length) {
    const joined = seen.groupSize === null ? 'has not reported its group' : `is in a group of ${seen.groupSize}`
    return change('groupSize', ranks.length, `${who} ${joined}, declared are ${ranks.length} ranks`)
  }
  // Rank 0 is not looked at: nothing can be said of whose start this is.
  if (epoch === null || seen.epoch === epoch) return []
  return change('epoch', epoch, `${who} belongs to another start of the group than rank 0`)
}

const STATES: Readonly<Record<RankObserved['job'], string>> = {
  absent: 'not loaded',
  'not running': 'not running',
  running: 'running',
  throttled: 'held back by launchd after it ended too often',
}

function unproven(
  { name, ranks }: ShardDeploymentInputs,
  { proof }: ShardDeploymentObserved,
  epoch: string | null,
  restarts: boolean,
): Change[] {
  if (isUnknown(proof) || (proof !== null && proof.epoch === epoch)) return []
  // A new start makes its own proof; the missing one is no news then.
  if (restarts) return []
  // Asking a group that serves can crash it (lm#1737), and one that gives no token is started again: not `safe`.
  const what = `${name} has not generated a token since its last start: ask it for one, and start it again if it gives none`
  const mac = ranks[0]?.mac
  return [{ path: 'proof', from: proof, to: epoch, risk: 'restarts ranks', what, ...(mac !== undefined && { mac }) }]
}
