import { MacTrouble } from '../../command/errors.js'
import { jobs } from '../../macos/launchctl.js'
import type { Writers } from '../kind.js'
import { removeDaemon } from '../daemon-file.js'
import { deploymentOf, REVERT_JOB } from '../labels.js'
import { declaredAs } from '../model-files/declared-as.js'
import { giveBack as giveBackModel } from '../model-files/release.js'
import { recordOf } from '../operation.js'
import { claimOf, type MacRecord } from '../record.js'
import { rankFiles } from '../shard-deployment/files.js'
import { giveBack as giveBackRank } from '../shard-deployment/release.js'
import { claimed, unclaiming } from './claim.js'
import type { MacInputs } from './inputs.js'

/** Removes the claim and our folder, last of all. A Mac that is not this lab's any more is left alone. */
export async function release(macs: Writers, { mac, lab }: MacInputs): Promise<void> {
  const record = await recordOf(macs, mac)
  const claim = claimed(record)
  if (Object.keys(record.facts).length === 0 || (claim !== null && claim.lab !== lab)) return
  const kept = Object.keys(record.facts).filter((file) => file.startsWith('found/'))
  if (kept.length > 0) throw unrestored(mac, kept)
  for (const deployment of await deploymentsOn(macs, mac, record)) await giveBackRank(macs, [mac], deployment)
  for (const model of modelsOn(record)) await removeModel(macs, mac, model)
  // rmdir refuses a folder that still holds models: those were kept on purpose (`retain`).
  // A timer whose arming broke can have left its job's file, and nothing of what it would run.
  const commands = [...unclaiming(), ...removeDaemon(REVERT_JOB)]
  await macs.of(mac).tell({ what: `remove the claim of ${lab}`, commands, accept: { 2: [1] } })
}

/**
 * Groups of ours that are still here: this Mac left them and the lab in one edit, or while it was silent. Their job must
 * not be left loaded, nor start at the next boot, without the folder it runs from.
 */
async function deploymentsOn(macs: Writers, mac: string, { facts }: MacRecord): Promise<Set<string>> {
  const [loaded, sums] = await Promise.all([macs.of(mac).ask(jobs), macs.of(mac).ask(rankFiles)])
  if (!loaded.known || !sums.known) {
    const seen = loaded.known ? (sums.known ? '' : sums.why) : loaded.why
    const unchanged = 'Nothing was removed'
    throw new MacTrouble('precondition', { mac, doing: 'look for ranks that are still there', seen, unchanged })
  }
  const told = Object.keys(facts).flatMap((file) => /^(?:jobs|run)\/([^/]+)\//.exec(file)?.[1] ?? [])
  const running = loaded.value.flatMap(({ label }) => deploymentOf(label) ?? [])
  return new Set([...running, ...Object.keys(sums.value).map((file) => file.slice(0, file.indexOf('/'))), ...told])
}

/** Models whose resource has never been released on this Mac. One that was, with `retain`, has no claim any more. */
function modelsOn(record: MacRecord): string[] {
  const names = Object.keys(record.facts).flatMap((file) => /^claims\/ModelFiles\+(.+)$/.exec(file)?.[1] ?? [])
  return names.filter((name) => claimOf(record, `ModelFiles/${name}`) !== null)
}

async function removeModel(macs: Writers, mac: string, model: string): Promise<void> {
  const declared = await macs.of(mac).ask(declaredAs(model))
  // What cannot be read may be meant to stay: files of a few hundred GB are soon removed and long in coming.
  if (declared.known && declared.value?.retain === false) {
    await giveBackModel(macs.of(mac), { name: model, retain: false })
  }
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
