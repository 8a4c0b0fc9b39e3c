import { coreTools } from '../../src/sim/core-tools.js'
import { macTools } from '../../src/sim/tools/mac-tools.js'
import type { Tool, ToolCall, ToolReply } from '../../src/sim/world.js'

/** One use of a macOS tool on a sim Mac that the world alone could not answer. */
export interface Use {
  readonly mac: string
  readonly tool: string
  readonly words: string
  readonly root: boolean
}

interface Stop {
  readonly matches: (use: Use) => boolean
  readonly arrive: () => void
  readonly go: Promise<void>
}

/** A place in a converge at which the sim holds still until the test says go. */
export interface Held {
  readonly reached: Promise<void>
  go(): void
}

/** Sees every macOS tool that is called on the sim Macs of one lab, and can hold one of them. */
export class Watch {
  readonly #uses: Use[] = []
  readonly #stops: Stop[] = []

  /** What was changed as root since the last `forget`, one line per call: `studio-1 pmset -c sleep 0`. */
  get told(): readonly string[] {
    return this.#uses.filter(({ root }) => root).map(({ mac, tool, words }) => `${mac} ${tool} ${words}`)
  }

  forget(): void {
    this.#uses.length = 0
  }

  /** Holds the next call that matches, before it does anything. */
  stopAt(matches: (use: Use) => boolean): Held {
    let arrive = (): void => undefined
    let go = (): void => undefined
    const reached = new Promise<void>((resolve) => (arrive = resolve))
    const released = new Promise<void>((resolve) => (go = resolve))
    this.#stops.push({ matches, arrive, go: released })
    return { reached, go: () => go() }
  }

  /** The tools of a sim Mac, each of them watched. */
  tools(): readonly Tool[] {
    return [...coreTools(), ...macTools].map((tool) => ({ ...tool, call: (call) => this.#seen(tool, call) }))
  }

  async #seen(tool: Tool, call: ToolCall): Promise<ToolReply> {
    const use = { mac: call.mac.name, tool: tool.name, words: call.argv.join(' '), root: call.root }
    this.#uses.push(use)
    const at = this.#stops.findIndex(({ matches }) => matches(use))
    const [stop] = at < 0 ? [] : this.#stops.splice(at, 1)
    stop?.arrive()
    await stop?.go
    return tool.call(call)
  }
}
