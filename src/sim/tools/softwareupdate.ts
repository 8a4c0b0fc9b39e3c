import { setTimeout as pause } from 'node:timers/promises'
import type { SimMac, Tool, ToolCall, ToolReply } from '../world.js'
import { fail, ok, unknownArguments } from './reply.js'

const HEAD = 'Software Update Tool\n\n'
const FINDING = `${HEAD}Finding available software\n`
const FLAGS = new Set(['--restart', '-R', '--force', '--no-scan', '--agree-to-license', '--stdinpass', '--user'])

export const softwareupdate: Tool = {
  name: 'softwareupdate',
  reads: () => [['--list'], ['-l']],
  call: (call) => {
    const [verb = '', label = '', ...rest] = call.argv
    if (/^(-l|--list)$/.test(verb) && label === '') return list(call.mac)
    const unknown = rest.filter((word, at) => !FLAGS.has(word) && rest[at - 1] !== '--user')
    if (!/^(-i|--install)$/.test(verb) || !/^[^-]/.test(label) || unknown.length > 0) {
      return unknownArguments('softwareupdate', call.argv)
    }
    return install(call, label, rest)
  },
}

function list(mac: SimMac): ToolReply {
  if (mac.faults['no update server']) {
    return { stdout: FINDING, stderr: "Can't connect to the Apple Software Update server.\n", exit: 1 }
  }
  if (mac.updates.length === 0) return { stdout: FINDING, stderr: 'No new software available.\n', exit: 0 }
  const items = mac.updates.map(
    ({ label, title, version, size, action }) =>
      `* Label: ${label}\n\tTitle: ${title}, Version: ${version}, Size: ${size}, Recommended: YES, Action: ${action}, \n`,
  )
  return ok(`${FINDING}Software Update found the following new or updated software:\n${items.join('')}`)
}

// On Apple silicon an update needs a volume owner: root alone is not enough (facts 5.8).
async function install(call: ToolCall, label: string, flags: readonly string[]): Promise<ToolReply> {
  const { mac, root, stdin } = call
  const update = mac.updates.find((one) => one.label === label)
  if (!root) return fail(1, 'softwareupdate: must be run as root\n')
  if (!update) return { stdout: HEAD, stderr: `${label}: No such update\nNo updates are available.\n`, exit: 0 }
  const steps = `${FINDING}\nDownloading ${update.title}\nDownloaded: ${update.title}\n`
  const user = flags[flags.indexOf('--user') + 1]
  const asked = flags.includes('--user') && flags.includes('--stdinpass')
  // Seen with a wrong password, after the whole download (Macjutsu/super#219).
  if (!asked || !isOwner(mac, user, stdin)) return { stdout: steps, stderr: 'Failed to authenticate\n', exit: 1 }
  if (mac.faults['update has no effect'] !== undefined) return ok(steps)
  await pause(Number(mac.faults['update takes'] ?? 0))
  mac.installed = { version: update.version, build: label.slice(label.lastIndexOf('-') + 1) }
  if (!flags.includes('--restart') && !flags.includes('-R')) return ok(steps)
  return { ...ok(`${steps}Restarting…\n`), then: 'reboot' }
}

/** Whether somebody with this password may sign what the Mac boots. The line end behind a password is none of it. */
export function isOwner({ diskUsers }: SimMac, user: string | undefined, stdin: string): boolean {
  const given = stdin.replace(/\n$/, '')
  return diskUsers.some((known) => known.owner && known.user === user && known.password === given)
}
