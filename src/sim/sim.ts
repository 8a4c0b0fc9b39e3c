import { resolve } from 'node:path'
import { Agenda } from './agenda.js'
import { hostProgram } from './host-program.js'
import { coreTools } from './core-tools.js'
import type { SimAddress } from './facts.js'
import type { Bytes } from './cables/seen.js'
import { obey } from './obey.js'
import { handsOf, useHand, type Hands } from './hands.js'
import { Runtime } from './runtime.js'
import { macTools } from './tools/mac-tools.js'
import type { Tool, World } from './world.js'

export interface SimOptions {
  /** What a new directory begins with; a directory that holds a world goes on with its own. */
  readonly world: World
  readonly directory: string
  /** Where Macs listen; default is 127.0.0.1 and a free port, kept over restarts. */
  readonly listen?: Readonly<Record<string, { readonly address: string; readonly port: number }>>
  /** Lines as in authorized_keys. */
  readonly authorizedKeys: readonly string[]
  /** Plays /bin/sh on the Macs: this machine's (dash on Debian), or bash, which macOS has. */
  readonly shell?: 'sh' | 'bash'
  /** The Python that stands in at /opt/macloom/python3; null for none. Default: this machine's. */
  readonly python?: string | null
  readonly tools?: readonly Tool[]
  /**
   * `veth` makes cables real: each Mac a network namespace, each cable a veth pair, SSH at port 22 of an address of
   * 198.18.0.0/15. Linux as root, with ip, tc and nsenter. Default: all Macs share this machine's network.
   */
  readonly cables?: 'portable' | 'veth'
}

export interface Sim {
  readonly macs: Readonly<Record<string, SimAddress>>
  readonly hands: Hands
  readonly directory: string
  /** A copy of the world as it is now. */
  world(): World
  /** What went through an interface of a Mac since it came to be, as the kernel counted it; where cables are real. */
  bytesOn(mac: string, device: string): Promise<Bytes>
  /** Ends the servers and every process of this sim, and nothing else. The directory stays and can be started again. */
  stop(): Promise<void>
}

/** Starts simulated Macs behind real SSH; everything they are lies in `directory`. */
export async function startSim(options: SimOptions): Promise<Sim> {
  const python = options.python === undefined ? hostProgram('python3') : options.python
  const runtime: Runtime = new Runtime(
    {
      ...{ world: options.world, directory: resolve(options.directory), python },
      ...{ authorizedKeys: options.authorizedKeys, listen: options.listen ?? {}, shell: options.shell ?? 'sh' },
      cables: options.cables ?? 'portable',
      tools: options.tools ?? [...coreTools(), ...macTools],
      happenings: { exec: (mac) => agenda.exec(mac), tell: (mac) => agenda.tell(mac) },
    },
    (request) => obey(request, runtime, sim),
  )
  const agenda: Agenda = new Agenda({
    ...{ world: () => runtime.store.world, save: () => runtime.store.save(), directory: runtime.folder.directory },
    use: (hand, words) => useHand(sim.hands, hand, words),
  })
  const sim: Sim = {
    get macs() {
      return runtime.addresses()
    },
    hands: handsOf(runtime, agenda),
    directory: runtime.folder.directory,
    world: () => structuredClone(runtime.store.world),
    bytesOn: (mac, device) => runtime.bytesOn(mac, device),
    stop: async () => {
      await agenda.stop()
      await runtime.stop()
    },
  }
  await runtime.start().catch(async (error: unknown) => {
    await runtime.stop()
    throw error
  })
  agenda.wind()
  return sim
}
