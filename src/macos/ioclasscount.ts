import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { oneLine, said, wholeNumber } from './reply.js'

const TOOL = 'ioclasscount'
const DOMAINS = 'AppleThunderboltRDMAProtectionDomain'
const PAIRS = 'AppleThunderboltRDMAQueuePair'

/** RDMA objects that the kernel holds for all devices together, in use or left behind by ranks that died. */
export interface RdmaObjects {
  readonly protectionDomains: number
  readonly queuePairs: number
}

/**
 * The ledger of this boot: what stays here while no rank runs comes back only with a restart (facts 3.5, NIXAI). null
 * where the kernel has no such class: a Mac without RDMA. Not in the base look; it matters where RDMA is enabled.
 */
export const protectionDomains: Question<RdmaObjects | null> = {
  name: `ioclasscount ${DOMAINS} ${PAIRS}`,
  command: run('ioclasscount', DOMAINS, PAIRS),
  read: (reply) => {
    const line = oneLine(TOOL, said(TOOL, reply))
    // Apple's source (IOKitTools, ioclasscount.c): counts with a comma between, a class it does not know in words.
    const match = /^(\w+) = (\d+|<no such class>), (\w+) = (\d+|<no such class>)$/.exec(line)
    if (match === null || match[1] !== DOMAINS || match[3] !== PAIRS) {
      throw new Unreadable(TOOL, `counts of ${DOMAINS} and ${PAIRS}`, line)
    }
    const [domains, pairs] = [count(match[2]), count(match[4])]
    if (domains === null && pairs === null) return null
    if (domains === null || pairs === null) throw new Unreadable(TOOL, 'both classes or none', line)
    return { protectionDomains: domains, queuePairs: pairs }
  },
}

function count(text = ''): number | null {
  return text.startsWith('<') ? null : wholeNumber(TOOL, 'a count', text)
}
