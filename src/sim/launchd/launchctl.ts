import { fail, ok, unknown } from '../said.js'
import type { SimMac, Tool, ToolCall, ToolReply } from '../world.js'
import type { Launchd, Outcome } from './launchd.js'
import { printJob, printList, printSystem, type LoadedJob } from './print.js'

// Texts and codes of facts 6.2; the last three are inferred there.
const WORDS: Readonly<Record<number, string>> = {
  1: 'Operation not permitted',
  3: 'No such process',
  5: 'Input/output error',
  36: 'Operation now in progress',
  37: 'Operation already in progress',
  119: 'Service is disabled',
}

/** launchctl for the system domain. `launchdOf` finds the launchd of a Mac by its name. */
export function launchctl(launchdOf: (mac: string) => Launchd): Tool {
  return {
    name: 'launchctl',
    reads: (_world, mac) => [
      ['list'],
      ['print', 'system'],
      ...launchdOf(mac.name)
        .labels()
        .map((label) => ['print', `system/${label}`]),
    ],
    call: (call) => answer(call, launchdOf(call.mac.name)),
  }
}

async function answer(call: ToolCall, launchd: Launchd): Promise<ToolReply> {
  const [verb, ...rest] = call.argv
  if (verb === 'list' && rest.length === 0) return ok(printList(loaded(launchd)))
  if (verb === 'print') return print(call.mac, rest, launchd)
  if (verb === 'bootstrap') return bootstrap(call, rest, launchd)
  if (verb === 'bootout') return bootout(call, rest, launchd)
  if (verb === 'kickstart') return kickstart(call, rest, launchd)
  if (verb === 'kill') return kill(call, rest, launchd)
  if (verb === 'enable' || verb === 'disable') return enable(call, rest, verb === 'enable')
  return unknown('launchctl', call.argv)
}

function loaded(launchd: Launchd): LoadedJob[] {
  return launchd.labels().map((label) => {
    const files = launchd.files(label)
    return { definition: files.definition(), state: files.state() }
  })
}

function print(mac: SimMac, [target = '']: readonly string[], launchd: Launchd): ToolReply {
  if (target === 'system') return ok(printSystem(mac, loaded(launchd)))
  const label = labelOf(target)
  if (label === null) return fail(64, `launchctl: sim: no other domain than system: ${target}`)
  const job = loaded(launchd).find(({ definition }) => definition.label === label)
  return job ? ok(printJob(job)) : missing(label)
}

function missing(label: string): ToolReply {
  return fail(113, `Bad request.\nCould not find service "${label}" in domain for system`)
}

function labelOf(target: string): string | null {
  return /^system\/([^/]+)$/.exec(target)?.[1] ?? null
}

async function bootstrap(
  call: ToolCall,
  [domain, plist, ...more]: readonly string[],
  launchd: Launchd,
): Promise<ToolReply> {
  if (domain !== 'system' || plist === undefined || more.length > 0) return unknown('launchctl', call.argv)
  if (!call.root)
    return fail(5, 'Bootstrap failed: 5: Input/output error\nTry re-running the command as root for richer errors.')
  const { outcome, why } = await launchd.bootstrap(plist)
  // launchd keeps the reason to its log; so does the sim, where a developer finds it.
  return outcome === 0 ? ok() : fail(outcome, `Bootstrap failed: ${outcome}: ${WORDS[outcome] ?? why}`)
}

function bootout(call: ToolCall, [target = '', ...more]: readonly string[], launchd: Launchd): ToolReply {
  const label = labelOf(target)
  if (label === null || more.length > 0) return unknown('launchctl', call.argv)
  const outcome = call.root ? launchd.bootout(label) : 1
  return outcome === 0 ? ok() : fail(outcome, `Boot-out failed: ${outcome}: ${WORDS[outcome] ?? ''}`)
}

async function kickstart(call: ToolCall, rest: readonly string[], launchd: Launchd): Promise<ToolReply> {
  const flags = rest.filter((word) => word.startsWith('-'))
  const [target = '', ...more] = rest.filter((word) => !word.startsWith('-'))
  const label = labelOf(target)
  if (label === null || more.length > 0 || flags.some((flag) => !/^-[kp]+$/.test(flag)))
    return unknown('launchctl', call.argv)
  if (!call.root) return fail(1, 'Operation not permitted')
  const outcome = await launchd.kickstart(
    label,
    flags.some((flag) => flag.includes('k')),
  )
  if (outcome === 113) return missing(label)
  return ok(flags.some((flag) => flag.includes('p')) ? `${launchd.files(label).state().pid ?? ''}\n` : '')
}

function kill(call: ToolCall, [name = '', target = '', ...more]: readonly string[], launchd: Launchd): ToolReply {
  const label = labelOf(target)
  const signal = `SIG${name.replace(/^SIG/, '')}`
  if (label === null || more.length > 0 || !isSignal(signal)) return unknown('launchctl', call.argv)
  if (!call.root) return fail(1, 'Operation not permitted')
  const outcome: Outcome = launchd.kill(label, signal)
  if (outcome === 113) return missing(label)
  return outcome === 0 ? ok() : fail(outcome, `${WORDS[outcome] ?? ''}`)
}

function isSignal(name: string): name is 'SIGTERM' | 'SIGKILL' | 'SIGINT' | 'SIGHUP' {
  return ['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGHUP'].includes(name)
}

function enable(call: ToolCall, [target = '', ...more]: readonly string[], on: boolean): ToolReply {
  const label = labelOf(target)
  if (label === null || more.length > 0) return unknown('launchctl', call.argv)
  if (!call.root) return fail(1, 'Operation not permitted')
  const others = call.mac.disabledJobs.filter((each) => each !== label)
  call.mac.disabledJobs = on ? others : [...others, label].sort()
  return ok()
}
