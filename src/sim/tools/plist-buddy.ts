import { z } from 'zod'
import { storedBridge, type Tool, type ToolCall, type ToolReply } from '../world.js'
import { PREFERENCES } from './plutil.js'
import { applyEntry, type Tree } from './plist-entries.js'
import { fail, pathOnMac, unknownArguments } from './reply.js'

const tree = z.object({
  VirtualNetworkInterfaces: z.strictObject({ Bridge: z.record(z.string(), storedBridge) }),
})

/**
 * PlistBuddy for the network preferences. It changes what is stored; the kernel follows at the next hotplug or boot.
 * Texts for missing and existing entries go to stdout with exit 1.
 */
export const plistBuddy: Tool = {
  name: 'PlistBuddy',
  call: (call) => {
    const commands = commandsIn(call.argv)
    const path = call.argv.at(-1) ?? ''
    if (!commands || pathOnMac(call, path) !== PREFERENCES) return unknownArguments('PlistBuddy', call.argv)
    return run(call, commands)
  },
}

function commandsIn(argv: readonly string[]): string[] | null {
  const words = argv.slice(0, -1)
  const commands = words.filter((_, at) => at % 2 === 1)
  const flags = words.filter((_, at) => at % 2 === 0)
  return commands.length > 0 && commands.length === flags.length && flags.every((f) => f === '-c') ? commands : null
}

function run(call: ToolCall, commands: readonly string[]): ToolReply {
  const root: Tree = { VirtualNetworkInterfaces: { Bridge: structuredClone(call.mac.storedBridges) as Tree } }
  const printed: string[] = []
  let exit = 0
  for (const command of commands) {
    const reply = applyEntry(root, command)
    if (!reply) return unknownArguments('PlistBuddy', call.argv)
    printed.push(reply.text)
    exit = Math.max(exit, reply.exit)
  }
  if (commands.every((command) => command.startsWith('Print'))) return { stdout: printed.join(''), stderr: '', exit }
  if (!call.root) return { stdout: printed.join(''), stderr: 'Error Writing File\n', exit: 1 }
  const checked = tree.safeParse(root)
  if (!checked.success) return fail(64, `PlistBuddy: the stand-in keeps no such entry: ${commands.join('; ')}\n`)
  call.mac.storedBridges = checked.data.VirtualNetworkInterfaces.Bridge
  return { stdout: printed.join(''), stderr: '', exit }
}
