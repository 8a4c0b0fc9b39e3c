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
    if (!/^(-i|--install)$/.test(verb) || label === '' || unknown.length > 0) {
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
function install({ mac, root, stdin }: ToolCall, label: string, flags: readonly string[]): ToolReply {
  const update = mac.updates.find((one) => one.label === label)
  if (!root) return fail(1, 'softwareupdate: must be run as root\n')
  if (!update) return { stdout: HEAD, stderr: `${label}: No such update\nNo updates are available.\n`, exit: 0 }
  if (!flags.includes('--user') || !flags.includes('--stdinpass') || stdin.trim() === '') {
    return { stdout: HEAD, stderr: 'Failed to authenticate\n', exit: 1 }
  }
  mac.macos = { version: update.version, build: label.slice(label.lastIndexOf('-') + 1) }
  mac.updates = []
  const steps = `Downloading ${update.title}\nDownloaded: ${update.title}\n`
  if (!flags.includes('--restart') && !flags.includes('-R')) return ok(HEAD + steps)
  return { ...ok(`${HEAD}${steps}Restarting…\n`), then: 'reboot' }
}
