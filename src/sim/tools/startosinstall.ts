import { setTimeout as pause } from 'node:timers/promises'
import type { Tool, ToolCall, ToolReply } from '../world.js'
import { fail, ok, unknownArguments } from './reply.js'
import { isOwner } from './softwareupdate.js'

const REINSTALL = /^--agreetolicense --nointeraction --forcequitapps --rebootdelay \d+ --user (\S+) --stdinpass$/

/**
 * The program inside a full installer, which says by its first word where it lies. What erases a Mac is not played: it
 * fails as an unknown word, loudly.
 */
export const startosinstall: Tool = {
  name: 'startosinstall',
  elsewhere: true,
  call: async (call) => {
    const [app = '', ...words] = call.argv
    const user = REINSTALL.exec(words.join(' '))?.[1]
    const installer = call.mac.installers[app]
    if (user === undefined || installer === undefined) return unknownArguments('startosinstall', call.argv)
    return install(call, installer, user)
  },
}

async function install(
  { mac, root, stdin }: ToolCall,
  installer: { version: string; build: string },
  user: string,
): Promise<ToolReply> {
  if (!root) return fail(1, 'This command must be run as root.\n')
  if (!isOwner(mac, user, stdin)) {
    const why = 'Error: failed to authorize for installation. Provide a password with --stdinpass or --passprompt.\n'
    return fail(7, why)
  }
  if (mac.faults['update has no effect'] !== undefined) return ok()
  await pause(Number(mac.faults['update takes'] ?? 0))
  mac.installed = { ...installer }
  return { ...ok('Preparing to run macOS Installer...\nPreparing: 100.0%\nRestarting...\n'), then: 'reboot' }
}
