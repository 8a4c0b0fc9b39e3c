import { MacTrouble } from '../../src/command/errors.js'
import type { LocalFiles, Writer } from '../../src/command/mac.js'
import { differing, settingsOf } from '../../src/cli/demo/settings.js'
import type { CommonInputs, Kind, Readers, Writers } from '../../src/resources/kind.js'
import { look, settle } from '../../src/resources/lifecycle.js'
import { release } from '../../src/resources/release.js'
import { baseLook } from '../../src/resources/look.js'
import { quiesce } from '../../src/resources/quiesce.js'
import { read, type ReadResult } from '../../src/resources/read.js'
import type { Outputs } from '../../src/resources/words.js'
import type { NewWorld } from '../../src/sim/new-world.js'
import { openMacs, type Macs } from '../../src/ssh/macs.js'
import { startBench, type Bench } from '../sim/lab.js'
import { mustBeListed } from './listed.js'

export const URN = 'urn:pulumi:story::macloom::macloom:index:Story::story'

/** Sim Macs over real SSH, and the four verbs of a kind as the provider calls them: each with a look of its own. */
export class Stage {
  readonly bench: Bench
  readonly #macs: Macs
  /** Sentences of every tell since the last `forget`. */
  readonly told: string[] = []
  /** The connection is lost before the tell after this many. */
  breakAfter = Infinity
  /** The operator's disk, for kinds that send files. */
  local: LocalFiles | undefined

  private constructor(bench: Bench, macs: Macs) {
    this.bench = bench
    this.#macs = macs
  }

  static async open(world: NewWorld): Promise<Stage> {
    const bench = await startBench(world)
    const connections = Object.fromEntries(
      Object.entries(bench.sim.macs).map(([name, { address, port, user, hostKey }]) => [
        name,
        { address, port, user, hostKey, identity: `${bench.folder}/id` },
      ]),
    )
    return new Stage(bench, openMacs({ connections, look: baseLook, env: {} }))
  }

  get readers(): Readers {
    return { names: this.#macs.names, of: (name) => this.#macs.reader(name) }
  }

  get writers(): Writers {
    const of = (name: string) => this.#counting(this.#macs.writer(name))
    return { names: this.#macs.names, of, ...(this.local !== undefined && { local: this.local }) }
  }

  async look<I extends CommonInputs, S>(
    kind: Kind<I, S>,
    inputs: I,
  ): Promise<{ outputs: Outputs<S>; shows: string[] }> {
    this.#macs.renew()
    const { outputs } = await look(kind, this.readers, inputs, null)
    if (outputs.observed === null) throw new Error(`${kind.id(inputs)} could not be looked at: ${outputs.ready.reason}`)
    return { outputs, shows: kind.diff(inputs, outputs.observed).map(({ path }) => path) }
  }

  async read<I extends CommonInputs, S>(kind: Kind<I, S>, inputs: I | null, id: string): Promise<ReadResult<I, S>> {
    this.#macs.renew()
    return read(kind, this.readers, id, inputs, null)
  }

  async settle<I extends CommonInputs, S>(kind: Kind<I, S>, inputs: I, urn = URN): Promise<Outputs<S>> {
    this.#macs.renew()
    this.told.length = 0
    return settle(kind, this.writers, inputs, { urn, last: null, quiesce, checkpoint: () => undefined })
  }

  async release<I extends CommonInputs, S>(kind: Kind<I, S>, inputs: I, observed: S, urn = URN): Promise<void> {
    this.#macs.renew()
    this.told.length = 0
    await release(kind, this.writers, inputs, observed, { urn, gone: [] })
  }

  /** Everything a lab could have changed on every Mac, as one text. */
  settings(): string {
    const { macs } = this.bench.sim.world()
    return Object.entries(macs)
      .map(([name, mac]) => settingsOf(mac, this.bench.root(name)).replaceAll(/^/gm, `${name}: `))
      .join('\n')
  }

  /** Somebody tells the timer of a Mac to take back what it watches over; nothing when none runs. */
  async hasten(mac: string): Promise<void> {
    await this.bench.ssh(mac, 'sudo -n launchctl kill SIGTERM system/com.macloom.revert')
  }

  /** What differs between two texts of `settings`; empty when the Macs are the same, byte for byte. */
  static differing(before: string, after: string): string[] {
    return differing(before, after)
  }

  async close(): Promise<void> {
    await this.#macs.close()
    await this.bench.end()
  }

  #counting(writer: Writer): Writer {
    return {
      mac: writer.mac,
      prefix: () => writer.prefix(),
      ask: (question) => {
        mustBeListed([question.command])
        return writer.ask(question)
      },
      tell: async (tell) => {
        if (this.told.length >= this.breakAfter) throw lost(writer.mac, tell.what)
        mustBeListed(tell.commands)
        this.told.push(`${writer.mac}: ${tell.what}`)
        return writer.tell(tell)
      },
      send: (source, to, from, progress) => writer.send(source, to, from, progress),
      renew: () => writer.renew(),
      reconnect: async () => {
        if (this.told.length >= this.breakAfter) throw lost(writer.mac, 'come back')
        return writer.reconnect()
      },
      progress: () => undefined,
    }
  }
}

function lost(mac: string, doing: string): MacTrouble {
  return new MacTrouble('unknown-outcome', { mac, doing, seen: 'the connection was lost' })
}
