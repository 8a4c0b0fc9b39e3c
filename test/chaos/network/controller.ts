import type { Writer } from '../../../src/command/mac.js'
import type { CommonInputs, Kind, Readers, Writers } from '../../../src/resources/kind.js'
import { look, settle } from '../../../src/resources/lifecycle.js'
import { baseLook } from '../../../src/resources/look.js'
import { quiesce } from '../../../src/resources/quiesce.js'
import { release } from '../../../src/resources/release.js'
import { openMacs, type Macs } from '../../../src/ssh/macs.js'
import type { Connection } from '../../../src/ssh/connection.js'
import { later } from '../../../src/ssh/later.js'

/** How a controller dies: at which exchange that can change something (questions cannot), and where in it. */
export interface Death {
  readonly at: number
  readonly where: 'before' | 'during' | 'after'
}

/** One program that works on Macs. One that has died does nothing any more, and closes no connection in good order. */
export class Controller {
  readonly #macs: Macs
  readonly #death: Death | null
  readonly #died: () => Promise<void>
  #exchanges = 0
  #dead = false
  readonly #buried = later<'dead'>()
  /** Why the work failed, for the account of a run. */
  why = ''

  /** `died` ends the connections as they end when a process is killed. */
  constructor(connections: Readonly<Record<string, Connection>>, death: Death | null, died: () => Promise<void>) {
    this.#macs = openMacs({ connections, look: baseLook, env: {}, connectSeconds: 10 })
    this.#death = death
    this.#died = died
  }

  /** Resolves when the work has ended, well, badly, or by the controller's death. */
  async up<I extends CommonInputs, S>(kind: Kind<I, S>, inputs: I): Promise<'done' | 'failed' | 'dead'> {
    const run = { urn: urnOf(kind.name), last: null, quiesce, checkpoint: () => undefined }
    return this.#outlive(settle(kind, this.#writers(), inputs, run))
  }

  async destroy<I extends CommonInputs, S>(kind: Kind<I, S>, inputs: I): Promise<'done' | 'failed' | 'dead'> {
    const work = async () => {
      const { outputs } = await look(kind, this.#readers(), inputs, null)
      if (outputs.observed === null) throw new Error(outputs.ready.reason)
      await release(kind, this.#writers(), inputs, outputs.observed, { urn: urnOf(kind.name), gone: [] })
    }
    return this.#outlive(work())
  }

  async end(): Promise<void> {
    await this.#macs.close()
  }

  async #outlive(work: Promise<unknown>): Promise<'done' | 'failed' | 'dead'> {
    const ended = work.then(
      () => 'done' as const,
      (error: unknown) => {
        this.why = error instanceof Error ? error.message : String(error)
        return 'failed' as const
      },
    )
    const outcome = await Promise.race([ended, this.#buried.promise])
    return this.#dead ? 'dead' : outcome
  }

  #readers(): Readers {
    this.#macs.renew()
    return { names: this.#macs.names, of: (name) => this.#mortal(this.#macs.writer(name)) }
  }

  #writers(): Writers {
    this.#macs.renew()
    return { names: this.#macs.names, of: (name) => this.#mortal(this.#macs.writer(name)) }
  }

  #mortal(writer: Writer): Writer {
    return {
      ...writer,
      ask: async (question) => (this.#dead ? this.#die() : writer.ask(question)),
      tell: (tell) => this.#exchange(() => writer.tell(tell)),
      reconnect: () => this.#exchange(() => writer.reconnect()),
    }
  }

  async #exchange<T>(work: () => Promise<T>): Promise<T> {
    this.#exchanges += 1
    const { at = 0, where = 'before' } = this.#death ?? {}
    const last = this.#exchanges === at
    if (this.#dead || (last && where === 'before')) return this.#die()
    const answer = work()
    if (last && where === 'during') {
      answer.catch(() => undefined)
      return this.#die()
    }
    const value = await answer
    return last || this.#dead ? this.#die() : value
  }

  /** Never comes back. */
  async #die(): Promise<never> {
    if (!this.#dead) {
      this.#dead = true
      await this.#died()
      void this.#macs.close()
      this.#buried.resolve('dead')
    }
    return new Promise(() => undefined)
  }
}

function urnOf(kind: string): string {
  return `urn:pulumi:chaos::chaos::macloom:index:${kind}::it`
}
