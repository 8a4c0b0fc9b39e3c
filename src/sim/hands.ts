import { knownFault } from './fault-names.js'
import type { Agenda } from './agenda.js'
import { arrangement, type Arrangement } from './appointment.js'
import * as pure from './hands-on-world.js'
import type { Runtime } from './runtime.js'
import * as time from './time-on-world.js'

/** What a person does at the Macs, and what happens to them. When a verb has returned, every tool tells the new truth. */
export interface Hands {
  plug(a: string, b: string): Promise<void>
  unplug(end: string): Promise<void>
  move(from: string, to: string): Promise<void>
  /** Puts a slow cable in place of the one at this end: so many Mbit/s; null for a fast one. Where cables are real. */
  limit(end: string, rateMbit: number | null): Promise<void>
  /** Exchanges what is plugged in at two ends; nothing counts too. */
  swap(a: string, b: string): Promise<void>
  enableRdma(mac: string): Promise<void>
  disableRdma(mac: string): Promise<void>
  /** The charger of a laptop: in its socket or out of it; a per cent sets what the battery holds. */
  charge(mac: string, from: 'mains' | 'battery', percent?: number): Promise<void>
  /** The switch in System Settings of macOS 27; it counts from the next start. */
  switchRdma(mac: string, on: boolean): Promise<void>
  reboot(mac: string): Promise<void>
  shutDown(mac: string): Promise<void>
  start(mac: string): Promise<void>
  unlock(mac: string): Promise<void>
  changeBuild(mac: string, macos: { readonly version: string; readonly build: string }): Promise<void>
  setFault(mac: string, fault: string, value: string): Promise<void>
  clearFault(mac: string, fault: string): Promise<void>
  /** Ends the process of a job, as a crash would: SIGKILL unless told otherwise. */
  kill(mac: string, label: string, signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** As a rank that was killed would: a device has so many protection domains less until the next boot. */
  leakProtectionDomain(mac: string, rdmaDevice: string, count?: number): Promise<void>
  /** Resets every connection to a Mac; what runs there goes on. */
  dropConnections(mac: string): Promise<void>
  /** Lets things happen by themselves, later; see appointment.ts for how to say when. */
  arrange(...what: readonly Arrangement[]): Promise<void>
  clearAgenda(): Promise<void>
}

export function handsOf(runtime: Runtime, agenda: Agenda): Hands {
  return {
    plug: (a, b) => runtime.change((world) => pure.plug(world, a, b)),
    unplug: (end) => runtime.change((world) => pure.unplug(world, end)),
    move: (from, to) => runtime.change((world) => pure.move(world, from, to)),
    swap: (a, b) => runtime.change((world) => pure.swap(world, a, b)),
    limit: (end, rateMbit) => runtime.change((world) => pure.limit(world, end, rateMbit)),
    enableRdma: (mac) => runtime.restart(mac, (world) => pure.enableRdma(world, mac)),
    disableRdma: (mac) => runtime.restart(mac, (world) => pure.disableRdma(world, mac)),
    charge: (mac, from, percent) => runtime.change((world) => pure.charge(world, mac, from, percent)),
    switchRdma: (mac, on) => runtime.change((world) => pure.switchRdmaInSettings(world, mac, on)),
    reboot: (mac) => runtime.restart(mac),
    shutDown: (mac) => runtime.halt(mac),
    start: (mac) => runtime.turnOn(mac),
    unlock: (mac) => runtime.unlock(mac),
    changeBuild: (mac, macos) => runtime.restart(mac, (world) => pure.changeBuild(world, mac, macos)),
    setFault: (mac, fault, value) => runtime.change((world) => pure.setFault(world, mac, knownFault(fault), value)),
    clearFault: (mac, fault) => runtime.change((world) => pure.clearFault(world, mac, fault)),
    kill: (mac, label, signal = 'SIGKILL') => runtime.killJob(mac, label, signal),
    leakProtectionDomain: (mac, device, count = 1) =>
      runtime.change((world) => time.leakProtectionDomain(world, mac, device, count)),
    dropConnections: async (mac) => runtime.mac(mac).server.drop(),
    arrange: async (...what) => agenda.arrange(what.map(possible)),
    clearAgenda: async () => agenda.clear(),
  }
}

/** Uses a hand by its name. */
export async function useHand(hands: Hands, name: string, words: readonly unknown[]): Promise<void> {
  const hand = Object.entries(hands).find(([known]) => known === name)?.[1] as
    ((...words: readonly unknown[]) => Promise<void>) | undefined
  if (hand === undefined) throw new Error(`hands cannot ${name}; they can ${Object.keys(hands).join(', ')}`)
  return hand(...words)
}

/** Throws at once for what no hand could ever do. */
function possible(wanted: Arrangement): Arrangement {
  const read = arrangement.parse(wanted)
  for (const { hand, words } of [read, ...read.then]) {
    if (!LATER.includes(hand)) throw new Error(`hands cannot ${hand} later; they can ${LATER.join(', ')}`)
    if (hand === 'setFault') knownFault(String(words[1]))
  }
  return read
}

const LATER: readonly string[] = [
  ...['plug', 'unplug', 'move', 'swap', 'enableRdma', 'disableRdma', 'reboot', 'shutDown', 'start', 'unlock'],
  ...['changeBuild', 'setFault', 'clearFault', 'kill', 'charge', 'leakProtectionDomain', 'dropConnections'],
]
