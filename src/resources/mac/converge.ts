import type { Writer } from '../../command/mac.js'
import type { Work, Writers } from '../kind.js'
import { userOf } from '../own-folders.js'
import { stopGroup } from '../shard-deployment/stop.js'
import { claiming } from './claim.js'
import type { MacInputs } from './inputs.js'
import type { MacObserved } from './outputs.js'

/** Writes the lab's claim and stops groups of ours that the lab does not declare (stops, does not release). */
export async function converge(macs: Writers, { inputs, changes }: Work<MacInputs, MacObserved>): Promise<void> {
  if (changes.some(({ path }) => path === 'lab')) await claim(macs.of(inputs.mac), inputs.lab)
  for (const { path } of changes) {
    if (path.startsWith('deployments.')) await stopGroup(macs, [inputs.mac], path.slice('deployments.'.length))
  }
}

async function claim(mac: Writer, lab: string): Promise<void> {
  const commands = claiming(lab, await userOf(mac), new Date().toISOString())
  await mac.tell({ what: `claim ${mac.mac} for the lab ${lab}`, commands })
}
