import type { Reader } from '../../command/mac.js'
import { loginUser } from '../../macos/id.js'
import { jobs, type JobRow } from '../../macos/launchctl.js'
import { listeners } from '../../macos/lsof.js'
import { macosVersion } from '../../macos/sw-vers.js'
import { portsOf } from '../../mlx/rank.js'
import type { Readers } from '../kind.js'
import { deploymentOf, rankLabel } from '../labels.js'
import { leftOn } from '../left.js'
import { isSilent } from '../reach.js'
import { macRecord } from '../record.js'
import { missing } from '../seen.js'
import type { Seen } from '../words.js'
import { intended, present, rankFiles } from './files.js'
import { startedFrom, type ShardDeploymentInputs } from './inputs.js'
import { proof, type RankObserved, type ShardDeploymentObserved } from './outputs.js'

/**
 * Looks at every rank and at the last proof. Reads what the ranks and the last proof have left behind; never sends a
 * request to a group, since probing one that serves can crash it (lm#1737).
 */
export async function observe(
  macs: Readers,
  inputs: ShardDeploymentInputs,
  last?: ShardDeploymentObserved | null,
): Promise<ShardDeploymentObserved> {
  const looks = inputs.ranks.map(async ({ mac }, rank) => [mac, await onOne(macs.of(mac), inputs, rank)] as const)
  const named = inputs.ranks.map(({ mac }) => mac)
  const hints = Object.keys({ ...last?.ranks, ...last?.left })
  const id = `ShardDeployment/${inputs.name}`
  const asked = named.map((mac) => buildOf(macs.of(mac)))
  const [ranks, left, builds] = await Promise.all([
    Promise.all(looks),
    leftOn(macs, { id, named, hints }),
    Promise.all(asked),
  ])
  const first = inputs.ranks[0]
  const proven = first === undefined ? null : await lastProof(macs.of(first.mac), inputs.name)
  return {
    ranks: Object.fromEntries(ranks),
    proof: proven,
    left,
    builds: Object.fromEntries(builds.flat()),
    startedFrom: startedFrom(inputs),
  }
}

async function buildOf(mac: Reader): Promise<[string, string][]> {
  const answer = await mac.ask(macosVersion).catch(silent)
  return 'known' in answer && answer.known ? [[mac.mac, answer.value.build]] : []
}

async function onOne(mac: Reader, inputs: ShardDeploymentInputs, rank: number): Promise<Seen<RankObserved>> {
  try {
    return await rankOn(mac, inputs, rank)
  } catch (error) {
    return silent(error)
  }
}

async function rankOn(mac: Reader, inputs: ShardDeploymentInputs, rank: number): Promise<Seen<RankObserved>> {
  const prefix = await mac.prefix()
  const answers = await Promise.all([mac.ask(jobs), mac.ask(macRecord), mac.ask(rankFiles), mac.ask(loginUser)])
  const [loaded, record, sums, user] = answers
  if (!loaded.known || !record.known || !sums.known || !user.known) return missing(answers) ?? { unknown: '' }
  const row = loaded.value.find(({ label }) => label === rankLabel(inputs.name))
  const run = (name: string) => record.value.facts[`run/${inputs.name}/${name}`] ?? null
  const files = present(sums.value, inputs.name)
  const wanted = intended(inputs, rank, { prefix, user: user.value })
  const size = run(`group-size.${rank}`)
  // The ports of a rank that runs as declared are its own: asking for them costs another exchange.
  const settled = row?.pid != null && files === wanted
  return {
    job: row === undefined ? 'absent' : row.pid === null ? 'not running' : 'running',
    files,
    intended: wanted,
    groupSize: size === null ? null : Number(size),
    epoch: run('epoch'),
    portTakenBy: settled ? null : await takenBy(mac, inputs, rank, loaded.value),
  }
}

/** Who holds a port of this rank. Other ranks of ours are no strangers: one the lab no longer declares is stopped first. */
async function takenBy(
  mac: Reader,
  inputs: ShardDeploymentInputs,
  rank: number,
  rows: readonly JobRow[],
): Promise<Seen<string | null>> {
  const ours = new Set(rows.flatMap(({ label, pid }) => (deploymentOf(label) === null ? [] : [pid])))
  for (const port of portsOf(inputs, rank)) {
    const answer = await mac.ask(listeners(port))
    if (!answer.known) return { unknown: answer.why }
    const other = answer.value.find(({ pid }) => !ours.has(pid))
    if (other !== undefined) return `${other.command} of ${other.user} on port ${port}`
  }
  return null
}

async function lastProof(mac: Reader, deployment: string): Promise<ShardDeploymentObserved['proof']> {
  try {
    const record = await mac.ask(macRecord)
    if (!record.known) return { unknown: record.why }
    const text = record.value.facts[`run/${deployment}/proof`]
    return text === undefined ? null : readProof(text)
  } catch (error) {
    return silent(error)
  }
}

function readProof(text: string): ShardDeploymentObserved['proof'] {
  try {
    return proof.parse(JSON.parse(text))
  } catch {
    return { unknown: `the last proof is not what we write: ${text.slice(0, 80)}` }
  }
}

// A Mac that does not answer says nothing about its rank: only a look can tell that a rank is dead.
function silent(error: unknown): { unknown: string } {
  if (isSilent(error)) {
    return { unknown: error.parts.seen }
  }
  throw error
}
