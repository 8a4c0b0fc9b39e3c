import type { Command } from '../../command/command.js'
import type { Reader } from '../../command/mac.js'
import { bootout, bootstrap, disable, enable, jobs } from '../../macos/launchctl.js'
import { NETWORK_JOBS } from '../../macos/network-owners.js'
import { enrollment } from '../../macos/profiles.js'
import { daemonPath, MAYBE_LOADED } from '../daemon-file.js'
import { removeFact, writeFact, type MacRecord } from '../record.js'
import { seenAs } from '../seen.js'
import { isUnknown, type Seen } from '../words.js'
import type { NetworkOwner } from './outputs.js'

/** A tool whose daemon can be switched off and on again. */
export type Taken = keyof typeof NETWORK_JOBS

export const TOOLS = ['exo', 'odyssai'] as const satisfies readonly Taken[]

/**
 * Who else configures the network of this Mac. Whether an organisation manages it is asked until we have changed
 * something: it costs a process, and hardly ever changes.
 */
export async function ownersOf(mac: Reader, before: boolean): Promise<Seen<NetworkOwner[]>> {
  const [loaded, managed] = await Promise.all([mac.ask(jobs), before ? mac.ask(enrollment) : null])
  const tools = seenAs(loaded, (rows) => {
    const labels = new Set(rows.map(({ label }) => label))
    return TOOLS.flatMap((name) => (labels.has(NETWORK_JOBS[name]) ? [{ name, by: NETWORK_JOBS[name] }] : []))
  })
  if (isUnknown(tools) || managed === null) return tools
  if (!managed.known) return { unknown: managed.why }
  const { enrolled, server } = managed.value
  return [...tools, ...(enrolled ? [{ name: 'mdm' as const, by: server ?? 'MDM' }] : [])]
}

/** Switches a tool's daemon off, now and at boot, and writes down that it was on. */
export function takeFrom(tool: Taken): { commands: Command[]; accept: Record<number, readonly number[]> } {
  const label = NETWORK_JOBS[tool]
  const noted = writeFact(factOf(tool), label)
  return { commands: [...noted, ...switchOff(tool)], accept: { [noted.length + 1]: [3, 36] } }
}

/** Switches a tool's daemon off, now and at boot. */
export function switchOff(tool: Taken): Command[] {
  const label = NETWORK_JOBS[tool]
  return [disable(label), bootout(label)]
}

/** The tools that this record says were taken over. */
export function takenIn({ facts }: MacRecord): Taken[] {
  return TOOLS.filter((tool) => facts[factOf(tool)] !== undefined)
}

/** Switches the daemon on again. One that was removed meanwhile cannot be loaded, and need not be. */
export function handBackTo(tool: Taken): { commands: Command[]; accept: Record<number, readonly number[]> } {
  const label = NETWORK_JOBS[tool]
  return { commands: [enable(label), bootstrap(daemonPath(label))], accept: { 1: MAYBE_LOADED } }
}

export function forgetOwners(tools: readonly Taken[]): Command[] {
  return tools.flatMap((tool) => removeFact(factOf(tool)))
}

function factOf(tool: Taken): string {
  return `found/owner.${tool}`
}
