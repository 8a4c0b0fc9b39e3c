import { asRoot, onMac } from '../../command/command.js'
import { MacTrouble } from '../../command/errors.js'
import type { Writer } from '../../command/mac.js'
import { removeDaemon } from '../daemon-file.js'
import type { Writers } from '../kind.js'
import { rankLabel } from '../labels.js'
import { again } from '../patience.js'
import { jobsPath, logPath, runPath } from '../places.js'
import { macRecord } from '../record.js'
import { present, rankFiles } from './files.js'
import type { ShardDeploymentInputs } from './inputs.js'
import { stopGroup } from './stop.js'

/** Stops the group and removes its files from every Mac that has something of it. */
export async function release(
  macs: Writers,
  { name, ranks }: ShardDeploymentInputs,
  _observed: unknown,
  names: readonly string[] = ranks.map(({ mac }) => mac),
): Promise<void> {
  await giveBack(macs, names, name)
}

/** Stops the ranks of a deployment on these Macs, all at once, and removes their files. */
export async function giveBack(macs: Writers, names: readonly string[], deployment: string): Promise<void> {
  await stopGroup(macs, names, deployment)
  await Promise.all(names.map((each) => clear(macs.of(each), deployment)))
}

async function clear(mac: Writer, name: string): Promise<void> {
  const [sums, record] = await Promise.all([mac.ask(again(rankFiles)), mac.ask(again(macRecord))])
  if (!sums.known || !record.known) {
    const seen = sums.known ? (record.known ? '' : record.why) : sums.why
    throw new MacTrouble('precondition', { mac: mac.mac, doing: `look for files of ${name}`, seen })
  }
  const folders = [`jobs/${name}/`, `run/${name}/`]
  const facts = Object.keys(record.value.facts).filter((fact) => folders.some((folder) => fact.startsWith(folder)))
  if (present(sums.value, name) === null && facts.length === 0) return
  await mac.tell({
    what: `remove the files of the rank of ${name}`,
    commands: [
      // The job file goes first: whatever breaks after it, nothing starts at the next boot.
      ...removeDaemon(rankLabel(name)),
      asRoot('rm', '-rf', onMac(runPath(name)), onMac(logPath(name)), onMac(jobsPath(name))),
    ],
  })
}
