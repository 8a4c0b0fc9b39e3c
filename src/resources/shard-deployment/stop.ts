import { MacTrouble } from '../../command/errors.js'
import type { Writer } from '../../command/mac.js'
import { bootout, job, signal } from '../../macos/launchctl.js'
import type { Writers } from '../kind.js'
import { rankLabel } from '../labels.js'
import { again, until } from '../patience.js'
import { EXIT_TIME_OUT } from './files.js'

/**
 * Stops every rank of a group, all at once, with SIGTERM and patience; never SIGKILL, which leaks wired memory and
 * protection domains until reboot. Succeeds when there is nothing to stop.
 */
export async function stopGroup(macs: Writers, names: readonly string[], deployment: string): Promise<void> {
  // A Mac that fails must not leave the others half stopped behind our back.
  const stops = await Promise.allSettled(names.map((name) => stopRank(macs.of(name), deployment)))
  const failure = stops.find((stop) => stop.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

async function stopRank(mac: Writer, deployment: string): Promise<void> {
  const label = rankLabel(deployment)
  const loaded = await mac.ask(again(job(label)))
  if (loaded.known && loaded.value === null) return
  mac.progress(`stopping the rank of ${deployment}`)
  // 3 and 113: it ended by itself in the meantime.
  await mac.tell({
    what: `end the rank of ${deployment} with SIGTERM`,
    commands: [signal(label, 'SIGTERM')],
    accept: { 0: [3, 113] },
  })
  const patience = EXIT_TIME_OUT + 5
  if (!(await until(mac, job(label), (found) => found === null || found.pid === null, patience)))
    throw stuck(mac, label)
  // 36: still ending. bootout returns before the job is gone.
  await mac.tell({ what: `unload the rank of ${deployment}`, commands: [bootout(label)], accept: { 0: [3, 36] } })
  if (!(await until(mac, job(label), (found) => found === null, patience))) throw stuck(mac, label)
}

function stuck({ mac }: Writer, label: string): MacTrouble {
  return new MacTrouble('remote-failed', {
    mac,
    doing: `stop ${label}`,
    seen: `it has not ended ${EXIT_TIME_OUT + 5} s after SIGTERM`,
    unchanged: 'It was not killed, and no other rank was started',
    next: `A rank that ignores SIGTERM is usually caught in the driver: restart ${mac}, then run \`pulumi up\` again`,
  })
}
