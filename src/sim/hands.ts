import { knownFault } from './fault-names.js'
import * as pure from './hands-on-world.js'
import type { Runtime } from './runtime.js'

/** What a person does at the Macs, and what happens to them. When a verb has returned, every tool tells the new truth. */
export interface Hands {
  plug(a: string, b: string): Promise<void>
  unplug(end: string): Promise<void>
  move(from: string, to: string): Promise<void>
  enableRdma(mac: string): Promise<void>
  disableRdma(mac: string): Promise<void>
  reboot(mac: string): Promise<void>
  shutDown(mac: string): Promise<void>
  start(mac: string): Promise<void>
  unlock(mac: string): Promise<void>
  changeBuild(mac: string, macos: { readonly version: string; readonly build: string }): Promise<void>
  setFault(mac: string, fault: string, value: string): Promise<void>
  clearFault(mac: string, fault: string): Promise<void>
  /** Ends the process of a job, as a crash would: SIGKILL unless told otherwise. */
  kill(mac: string, label: string, signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** Resets every connection to a Mac; what runs there goes on. */
  dropConnections(mac: string): Promise<void>
}

export function handsOf(runtime: Runtime): Hands {
  return {
    plug: (a, b) => runtime.change((world) => pure.plug(world, a, b)),
    unplug: (end) => runtime.change((world) => pure.unplug(world, end)),
    move: (from, to) => runtime.change((world) => pure.move(world, from, to)),
    enableRdma: (mac) => runtime.restart(mac, (world) => pure.enableRdma(world, mac)),
    disableRdma: (mac) => runtime.restart(mac, (world) => pure.disableRdma(world, mac)),
    reboot: (mac) => runtime.restart(mac),
    shutDown: (mac) => runtime.halt(mac),
    start: (mac) => runtime.turnOn(mac),
    unlock: (mac) => runtime.unlock(mac),
    changeBuild: (mac, macos) => runtime.restart(mac, (world) => pure.changeBuild(world, mac, macos)),
    setFault: (mac, fault, value) => runtime.change((world) => pure.setFault(world, mac, knownFault(fault), value)),
    clearFault: (mac, fault) => runtime.change((world) => pure.clearFault(world, mac, fault)),
    kill: (mac, label, signal = 'SIGKILL') => runtime.killJob(mac, label, signal),
    dropConnections: async (mac) => runtime.mac(mac).server.drop(),
  }
}
