import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from '../../command/command.js'
import { MacTrouble } from '../../command/errors.js'
import type { Writer } from '../../command/mac.js'
import { unlockAtNextRestart } from '../../macos/fdesetup.js'
import { installUpdate } from '../../macos/software-update.js'
import { reinstall } from '../../macos/startosinstall.js'
import { bootTime } from '../../macos/sysctl.js'
import type { Secret } from '../../command/secret.js'
import type { Work, Writers } from '../kind.js'
import { again } from '../patience.js'
import { isDumb, isSilent } from '../reach.js'
import { isUnknown } from '../words.js'
import type { OsReleaseInputs } from './inputs.js'
import type { OsReleaseObserved } from './outputs.js'
import { routeOf, type ByTool } from './route.js'

/** How long a Mac may take, in seconds. */
export interface Patience {
  /** From the end of the driver until the Mac goes down. */
  readonly leaving: number
  /** From its going down until it answers again; half an hour is usual, and several restarts belong to it. */
  readonly returning: number
}

/**
 * Hands over to the driver in one bounded tell, which goes on when we are gone, and waits until the Mac is back. What it
 * then runs is seen by the next look: exit 0 proves no update, and neither does a restart.
 */
export async function converge(
  macs: Writers,
  { inputs, observed }: Work<OsReleaseInputs, OsReleaseObserved>,
  patience: Patience,
): Promise<void> {
  const { macos, way } = observed
  const route = isUnknown(macos) || way === null ? null : routeOf(inputs, macos, way)
  if (route?.driver !== 'softwareupdate' && route?.driver !== 'startosinstall') return
  const password = macs.secret?.(route.passwordFrom) ?? null
  if (password === null) throw noPassword(inputs.mac, route.passwordFrom)
  const mac = macs.of(inputs.mac)
  const booted = await bootOf(mac)
  mac.progress(`${route.driver} downloads and installs ${route.version}; the Mac restarts by itself`)
  const armed = observed.fileVault === 'on' && inputs.unlock !== 'person'
  const cut = await handOver(mac, route, [
    ...(armed ? [unlockAtNextRestart(route.user, password)] : []),
    commandOf(route, password),
  ])
  await comeBack(mac, booted, cut, patience)
}

/** When it started last, to the second. Throws `precondition` where that cannot be read. */
async function bootOf(mac: Writer): Promise<number> {
  const answer = await mac.ask(again(bootTime))
  if (answer.known) return answer.value
  const doing = 'note when it started last'
  throw new MacTrouble('precondition', { mac: mac.mac, doing, seen: answer.why, unchanged: 'Nothing was installed' })
}

function commandOf(route: ByTool, password: Secret): Command {
  return route.driver === 'softwareupdate'
    ? installUpdate(route.label, route.user, password)
    : reinstall(route.app, route.user, password)
}

/** Whether the restart cut the connection: then nobody hears how the driver ended, and the Mac itself will tell. */
async function handOver(mac: Writer, { driver, version }: ByTool, commands: readonly Command[]): Promise<boolean> {
  const started = Date.now()
  const clock = setInterval(() => mac.progress(`${driver}: ${minutes(started)} so far`), 60_000)
  try {
    await mac.tell({ what: `install macOS ${version} by ${driver}`, commands })
    return false
  } catch (error) {
    if (!(error instanceof MacTrouble) || error.trouble !== 'unknown-outcome') throw error
    return true
  } finally {
    clearInterval(clock)
  }
}

function minutes(since: number): string {
  return `${Math.floor((Date.now() - since) / 60_000)} min`
}

/** Asks until the Mac has started anew or FileVault holds it locked, at growing intervals. Gives up when patience ends. */
async function comeBack(mac: Writer, booted: number, cut: boolean, { leaving, returning }: Patience): Promise<void> {
  const started = Date.now()
  let left = cut
  for (let wait = 250; ; wait = Math.min(wait * 2, 15_000)) {
    const state = await stateOf(mac, booted, left)
    if (state === 'back' || state === 'locked') return mac.renew()
    if (state === 'gone' && !left) mac.progress('it has gone down for its restart')
    left ||= state === 'gone'
    if (Date.now() - started > (left ? leaving + returning : leaving) * 1000) return mac.renew()
    await pause(wait)
  }
}

/** NTP moves the boot time by seconds; of a Mac that was away, another one is another boot. */
async function stateOf(mac: Writer, booted: number, left: boolean): Promise<'up' | 'gone' | 'back' | 'locked'> {
  mac.renew()
  try {
    const now = await mac.ask(again(bootTime))
    return now.known && now.value > booted + (left ? 0 : 10) ? 'back' : 'up'
  } catch (error) {
    // While it goes down and comes up it may also answer half a question.
    if (isDumb(error)) return 'gone'
    if (!isSilent(error)) throw error
    return error.trouble === 'locked' ? 'locked' : 'gone'
  }
}

function noPassword(mac: string, name: string): MacTrouble {
  return new MacTrouble('precondition', {
    mac,
    doing: 'sign the update',
    seen: `${name} is not set`,
    unchanged: 'Nothing was installed',
    next: `Set ${name} where pulumi runs`,
  })
}
