import type { Tool, ToolCall, ToolReply } from '../world.js'
import { networksetupReads, readListing } from './networksetup-reads.js'
import { networksetupWrites } from './networksetup-writes.js'
import { refused, unknownArguments } from './reply.js'

/** Errors stand on stdout (facts 2.3). */
export const networksetup: Tool = {
  name: 'networksetup',
  reads: (_, mac) => readListing(mac),
  call: (call) => {
    const [word = '', ...rest] = call.argv
    const verb = word.toLowerCase()
    const read = networksetupReads[verb]
    if (read) return honest(call, read(call.mac, rest) ?? unknownArguments('networksetup', call.argv))
    const write = networksetupWrites[verb]
    if (!write) return unknownArguments('networksetup', call.argv)
    if (!call.root) return honest(call, refused('** Error: Command requires admin privileges.', 14))
    if (call.mac.faults['networksetup commit']) {
      return honest(call, refused('** Error: Unable to commit changes to network database.', 4))
    }
    return honest(call, write(call, rest) ?? unknownArguments('networksetup', call.argv))
  },
}

// Some releases print an error and exit 0: a fault switches that on.
function honest(call: ToolCall, reply: ToolReply): ToolReply {
  return reply.exit !== 64 && call.mac.faults['networksetup exits 0'] ? { ...reply, exit: 0 } : reply
}
