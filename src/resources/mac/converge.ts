import type { Writer } from '../../command/mac.js'
import { MacTrouble } from '../../command/errors.js'
import { loginUser } from '../../macos/id.js'
import { bootout, job, signal } from '../../macos/launchctl.js'
import type { Work, Writers } from '../kind.js'
import { rankLabel } from '../labels.js'
import { until } from '../patience.js'
import { claiming } from './claim.js'
import type { MacInputs } from './inputs.js'
import type { MacObserved } from './outputs.js'

/** How long a rank may take to end on SIGTERM; never SIGKILL, which leaks wired memory and RDMA state until reboot. */
const PATIENCE = 150

/** Writes the lab's claim and stops groups of ours that the lab does not declare (stops, does not release). */
export async function converge(macs: Writers, { inputs, changes }: Work<MacInputs, MacObserved>): Promise<void> {
  const mac = macs.of(inputs.mac)
  if (changes.some(({ path }) => path === 'lab')) await claim(mac, inputs.lab)
  for (const { path } of changes) {
    if (path.startsWith('deployments.')) await stop(mac, path.slice('deployments.'.length))
  }
}

async function claim(mac: Writer, lab: string): Promise<void> {
  const user = await mac.ask(loginUser)
  if (!user.known) {
    throw new MacTrouble('precondition', { mac: mac.mac, doing: 'find out the login user', seen: user.why })
  }
  const since = new Date().toISOString()
  await mac.tell({ what: `claim ${mac.mac} for the lab ${lab}`, commands: claiming(lab, user.value, since) })
}

async function stop(mac: Writer, deployment: string): Promise<void> {
  const label = rankLabel(deployment)
  mac.progress(`stopping ${deployment} on ${mac.mac}: the lab no longer declares it`)
  const running = await mac.ask(job(label))
  if (running.known && running.value?.pid != null) {
    await mac.tell({
      what: `end ${deployment} with SIGTERM`,
      commands: [signal(label, 'SIGTERM')],
      accept: { 0: [3, 113] },
    })
    await until(mac, job(label), (found) => found === null || found.pid === null, PATIENCE)
  }
  // 3: it was gone already. 36: it is still ending.
  await mac.tell({ what: `unload ${deployment}`, commands: [bootout(label)], accept: { 0: [3, 36] } })
  if (await until(mac, job(label), (found) => found === null, PATIENCE)) return
  throw new MacTrouble('remote-failed', {
    mac: mac.mac,
    doing: `stop ${deployment}`,
    seen: `launchd still has ${label} after ${PATIENCE} s`,
    unchanged: 'It was not killed',
    next: `Look at the process; if it hangs, restart ${mac.mac} and run \`pulumi up\` again`,
  })
}
