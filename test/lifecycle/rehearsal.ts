import { join } from 'node:path'
import type { Writer } from '../../src/command/mac.js'
import { Secret } from '../../src/command/secret.js'
import { localFiles } from '../../src/provider/local-files.js'
import type { CommonInputs, Kind, Readers, Writers } from '../../src/resources/kind.js'
import { look, settle } from '../../src/resources/lifecycle.js'
import { release } from '../../src/resources/release.js'
import { baseLook } from '../../src/resources/look.js'
import { quiesce } from '../../src/resources/quiesce.js'
import { read } from '../../src/resources/read.js'
import type { NewWorld } from '../../src/sim/new-world.js'
import type { SimOptions } from '../../src/sim/sim.js'
import { openMacs, type Macs } from '../../src/ssh/macs.js'
import { startBench, type Bench } from '../sim/lab.js'
import { mustBeListed } from './listed.js'

export interface Setting {
  readonly world?: NewWorld
  readonly sim?: Partial<SimOptions>
  /** The operator's folder for files that are sent. */
  readonly directory?: string
  /** Variables of the operator's environment that hold passwords. */
  readonly secrets?: Readonly<Record<string, string>>
}

/** Sim Macs behind real SSH for kinds whose story has more turns than `tellStory` tells. Every verb looks anew. */
export class Rehearsal {
  readonly bench: Bench
  /** What was told since the last `listen`, as sentences; the loop's own claims and markers left out. */
  readonly told: string[] = []
  readonly progress: string[] = []
  readonly #macs: Macs
  readonly #directory: string
  readonly #secrets: Readonly<Record<string, string>>

  private constructor(bench: Bench, macs: Macs, { directory = '/nowhere', secrets = {} }: Setting) {
    this.bench = bench
    this.#macs = macs
    this.#directory = directory
    this.#secrets = secrets
  }

  static async open(setting: Setting = {}): Promise<Rehearsal> {
    const bench = await startBench(setting.world, setting.sim)
    const identity = join(bench.folder, 'id')
    const rows = Object.entries(bench.sim.macs).map(([name, { address, port, user, hostKey }]) => {
      return [name, { address, port, user, hostKey, identity }] as const
    })
    const connections = Object.fromEntries(rows)
    return new Rehearsal(bench, openMacs({ connections, look: baseLook, env: {}, connectSeconds: 10 }), setting)
  }

  async preview<I extends CommonInputs, S>(kind: Kind<I, S>, inputs: I) {
    this.#macs.renew()
    return (await look(kind, this.#readers(), inputs, null)).changes
  }

  async up<I extends CommonInputs, S>(kind: Kind<I, S>, inputs: I, urn = urnOf(kind)) {
    this.#macs.renew()
    return settle(kind, this.#writers(), inputs, { urn, last: null, quiesce, checkpoint: () => undefined })
  }

  /** A refresh; without inputs an import, which has an id and nothing else. */
  async read<I extends CommonInputs, S>(kind: Kind<I, S>, id: string, inputs: I | null = null) {
    this.#macs.renew()
    return read(kind, this.#readers(), id, inputs, null)
  }

  async destroy<I extends CommonInputs, S>(kind: Kind<I, S>, inputs: I) {
    this.#macs.renew()
    const { outputs } = await look(kind, this.#readers(), inputs, null)
    if (outputs.observed === null) throw new Error('the Macs could not be looked at')
    await release(kind, this.#writers(), inputs, outputs.observed, { urn: urnOf(kind), gone: [] })
  }

  /** Forgets what was told so far. */
  listen(): void {
    this.told.length = 0
    this.progress.length = 0
  }

  /** Runs as the login user of a Mac, as a person would over ssh; throws when it fails. */
  async hand(mac: string, script: string): Promise<string> {
    const { exit, stdout, stderr } = await this.bench.ssh(mac, 'exec sh -eu -s', script)
    if (exit !== 0) throw new Error(`${mac}: exit ${exit}: ${stderr}`)
    return stdout
  }

  /** The real path of something in our folder on a sim Mac. */
  ours(mac: string, path: string): string {
    return join(this.bench.root(mac), 'usr/local/macloom', path)
  }

  async end(): Promise<void> {
    await this.#macs.close()
    await this.bench.end()
  }

  #readers(): Readers {
    return { names: this.#macs.names, of: (mac) => this.#macs.reader(mac), hasSecret: (name) => name in this.#secrets }
  }

  #writers(): Writers {
    const of = (mac: string) => this.#overheard(this.#macs.writer(mac, { progress: (line) => this.#say(mac, line) }))
    const secret = (name: string) => (name in this.#secrets ? new Secret(this.#secrets[name] ?? '') : null)
    const hasSecret = (name: string) => secret(name) !== null
    return { names: this.#macs.names, local: localFiles(this.#directory), hasSecret, secret, of }
  }

  #say(mac: string, line: string): void {
    this.progress.push(`${mac}: ${line}`)
  }

  #overheard(writer: Writer): Writer {
    return {
      ...writer,
      ask: (question) => {
        mustBeListed([question.command])
        return writer.ask(question)
      },
      tell: (tell) => {
        mustBeListed(tell.commands)
        if (!LOOPS_OWN.test(tell.what)) this.told.push(`${writer.mac}: ${tell.what}`)
        return writer.tell(tell)
      },
    }
  }
}

// The claim and the operation marker are the loop's; every converge and release writes them.
const LOOPS_OWN = /^(?:mark the operation|remove the claim) of /

function urnOf(kind: { readonly name: string }): string {
  return `urn:pulumi:test::test::macloom:index:${kind.name}::it`
}
