import { MacTrouble } from '../../command/errors.js'
import type { Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { claimed, unclaiming } from './claim.js'
import type { MacInputs } from './inputs.js'

/** Removes the claim and our folder, last of all. A Mac that is not this lab's any more is left alone. */
export async function release(macs: Writers, { mac, lab }: MacInputs): Promise<void> {
  const record = await recordOf(macs, mac)
  const claim = claimed(record)
  if (Object.keys(record.facts).length === 0 || (claim !== null && claim.lab !== lab)) return
  const kept = Object.keys(record.facts).filter((file) => file.startsWith('found/'))
  if (kept.length > 0) throw unrestored(mac, kept)
  // rmdir refuses a folder that still holds models: those were kept on purpose (`retain`).
  await macs.of(mac).tell({ what: `remove the claim of ${lab}`, commands: unclaiming(), accept: { 2: [1] } })
}

function unrestored(mac: string, kept: readonly string[]): MacTrouble {
  return new MacTrouble('precondition', {
    mac,
    doing: 'give it back',
    seen: `values found before our changes are still to be restored: ${kept.map((file) => file.slice(6)).join(', ')}`,
    unchanged: 'The record of them was kept',
    next: 'Destroy the resources that changed them first (`pulumi destroy` does it in this order)',
  })
}
