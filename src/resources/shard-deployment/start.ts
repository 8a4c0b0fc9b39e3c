import { onMac, run } from '../../command/command.js'
import { MacTrouble } from '../../command/errors.js'
import type { Writer } from '../../command/mac.js'
import { bootstrap, enable, job } from '../../macos/launchctl.js'
import { daemonPath, MAYBE_LOADED, placeDaemon } from '../daemon-file.js'
import type { Writers } from '../kind.js'
import { rankLabel } from '../labels.js'
import { ownFolders, userOf } from '../own-folders.js'
import { until } from '../patience.js'
import { INCOMING, jobsPath, LOGS, runPath } from '../places.js'
import { writeFact } from '../record.js'
import { plist, sharedFiles } from './files.js'
import type { ShardDeploymentInputs } from './inputs.js'

/** Writes everything a group runs from to all of its Macs before anything is started. */
export async function placeFiles(macs: Writers, inputs: ShardDeploymentInputs): Promise<void> {
  await Promise.all(inputs.ranks.map(({ mac }, rank) => placeOn(macs.of(mac), inputs, rank)))
}

async function placeOn(mac: Writer, inputs: ShardDeploymentInputs, rank: number): Promise<void> {
  const { name } = inputs
  const user = await userOf(mac)
  const { needs: _, ...declared } = inputs
  const facts = { ...sharedFiles(inputs), 'inputs.json': `${JSON.stringify(declared)}\n` }
  const reports = ['epoch', `group-size.${rank}`, `begun.${rank}`, 'proof'].map((report) =>
    onMac(`${runPath(name)}/${report}`),
  )
  await mac.tell({
    what: `write the files of rank ${rank} of ${name}`,
    commands: [
      ...ownFolders(user, [runPath(name), LOGS, INCOMING]),
      // Reports of an earlier start would be taken for those of this one.
      run('rm', '-f', ...reports),
      // writeFact ends a file with a newline of its own.
      ...Object.entries(facts).flatMap(([file, text]) => writeFact(`jobs/${name}/${file}`, text.replace(/\n$/, ''))),
      ...placeDaemon(
        rankLabel(name),
        `${jobsPath(name)}/plist.new`,
        plist(inputs, rank, { user, prefix: await mac.prefix() }),
      ),
    ],
  })
}

/** Starts all ranks: rank 0 first, since the others look for it, then the others at once, within the ring's 31 s. */
export async function startGroup(macs: Writers, { name, ranks }: ShardDeploymentInputs): Promise<void> {
  const [first, ...others] = ranks.map(({ mac }) => macs.of(mac))
  if (first !== undefined) await startRank(first, name)
  await Promise.all(others.map((mac) => startRank(mac, name)))
}

async function startRank(mac: Writer, name: string): Promise<void> {
  const label = rankLabel(name)
  mac.progress(`starting the rank of ${name}`)
  for (const wait of [0, 1, 2, 4, 8]) {
    const commands = [run('sleep', String(wait)), enable(label), bootstrap(daemonPath(label))]
    await mac.tell({ what: `start the rank of ${name}`, commands, accept: { 2: MAYBE_LOADED } })
    if (await until(mac, job(label), (found) => found !== null, 2)) return
  }
  throw new MacTrouble('remote-failed', {
    mac: mac.mac,
    doing: `start ${label}`,
    seen: 'launchd does not load it, five attempts',
    unchanged: 'Its files are in place',
    next: `Run \`sudo launchctl bootstrap system ${daemonPath(label)}\` on ${mac.mac} and read what it says`,
  })
}
