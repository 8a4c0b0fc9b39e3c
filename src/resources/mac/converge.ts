import type { Writer } from '../../command/mac.js'
import type { Work, Writers } from '../kind.js'
import { userOf } from '../own-folders.js'
import { stopGroup } from '../shard-deployment/stop.js'
import { isUnknown } from '../words.js'
import { claiming, type LabClaim } from './claim.js'
import type { MacInputs } from './inputs.js'
import type { MacObserved } from './outputs.js'

/** Writes the lab's claim and stops groups of ours that the lab does not declare (stops, does not release). */
export async function converge(
  macs: Writers,
  { inputs, observed, changes }: Work<MacInputs, MacObserved>,
): Promise<void> {
  if (changes.some(({ path }) => path === 'lab')) {
    const { claim: judged } = observed
    await claim(macs.of(inputs.mac), inputs.lab, isUnknown(judged) ? null : judged)
  }
  for (const { path } of changes) {
    if (path.startsWith('deployments.')) await stopGroup(macs, [inputs.mac], path.slice('deployments.'.length))
  }
}

async function claim(mac: Writer, lab: string, judged: LabClaim | null): Promise<void> {
  const own = { lab, since: new Date().toISOString() }
  const commands = claiming(own, judged, await userOf(mac))
  await mac.tell({ what: `claim ${mac.mac} for the lab ${lab}`, commands })
}
