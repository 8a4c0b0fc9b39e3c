import { createHash } from 'node:crypto'
import { MacTrouble } from '../command/errors.js'
import type { LocalFiles, Reader, Writer } from '../command/mac.js'
import { Secret } from '../command/secret.js'
import type { Readers, Writers } from '../resources/kind.js'
import type { Macs } from '../ssh/macs.js'
import type { Configuration } from './configuration.js'
import type { EngineLog } from './engine-log.js'
import { forgotten } from './forgotten.js'
import { labMacs } from './lab-macs.js'
import { localFiles } from './local-files.js'

/** What the process was started with, so that nothing below reads the environment. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder that relative paths of the lab file start from. */
  readonly directory: string
}

/** One configured provider: the Macs it may reach, and whether the run was cancelled. */
export class Session {
  readonly configuration: Configuration
  readonly log: EngineLog
  /** Macs that will never come back: by the lab file, or, as destroy runs no program, by MACLOOM_FORGET=name,name. */
  readonly gone: readonly string[]
  readonly #macs: Macs
  readonly #local: LocalFiles
  readonly #secrets: (name: string) => Secret | null
  #cancelled = false

  constructor(configuration: Configuration, log: EngineLog, surroundings: Surroundings) {
    this.configuration = configuration
    this.log = log
    const { names, unknown } = forgotten(surroundings.env['MACLOOM_FORGET'], Object.keys(configuration.connections))
    this.gone = [...configuration.gone, ...names]
    for (const sentence of unknown) log.warning('', sentence)
    this.#secrets = secretsIn(surroundings.env)
    this.#local = localFiles(surroundings.directory)
    const from = surroundings.env['MACLOOM_FROM']
    this.#macs = labMacs({ connections: configuration.connections, from, ...surroundings })
  }

  /** Starts the looks of all Macs together. */
  prefetch(): void {
    this.#macs.prefetch()
  }

  readers(): Readers {
    const of = (mac: string) => this.#known(mac, () => this.#macs.reader(mac))
    const { optional } = this.configuration
    return { names: this.#macs.names, optional, of, hasSecret: (name) => this.#secrets(name) !== null }
  }

  /** Writers for one resource operation; tells of it carry one operation id and log to its row. */
  writers(urn: string): Writers {
    const operation = createHash('sha256').update(`${urn} ${process.pid} ${Date.now()}`).digest('hex').slice(0, 16)
    const made = new Map<string, Writer>()
    return {
      names: this.#macs.names,
      optional: this.configuration.optional,
      local: this.#local,
      hasSecret: (name) => this.#secrets(name) !== null,
      secret: this.#secrets,
      of: (mac) => {
        const writer = made.get(mac) ?? this.#known(mac, () => this.#writer(mac, operation, urn))
        made.set(mac, writer)
        return writer
      },
    }
  }

  #writer(mac: string, operation: string, urn: string): Writer {
    const writer = this.#macs.writer(mac, { operation, progress: (line) => this.log.progress(urn, `${mac}: ${line}`) })
    return {
      mac,
      prefix: () => writer.prefix(),
      progress: (line) => writer.progress(line),
      renew: () => writer.renew(),
      // Asking too: whoever waits for something to come true asks again and again.
      ask: async (question) => {
        this.checkpoint()
        return writer.ask(question)
      },
      tell: async (tell) => {
        this.checkpoint()
        return writer.tell(tell)
      },
      reconnect: async () => {
        this.checkpoint()
        return writer.reconnect()
      },
      send: async (source, to, from, progress) => {
        this.checkpoint()
        return writer.send(source, to, from, progress)
      },
    }
  }

  cancel(): void {
    this.#cancelled = true
  }

  /** Throws `cancelled` between two steps once the run was cancelled. */
  checkpoint(): void {
    if (!this.#cancelled) return
    throw new MacTrouble('cancelled', {
      doing: 'converge',
      seen: 'the run was cancelled',
      unchanged: 'The step at hand was finished, nothing further was begun',
      next: 'Run `pulumi up` to go on',
    })
  }

  async close(): Promise<void> {
    await this.#macs.close()
  }

  #known<T extends Reader>(mac: string, make: () => T): T {
    if (this.#macs.names.includes(mac)) return make()
    throw new MacTrouble('invalid', {
      mac,
      doing: 'look up how it is reached',
      seen: `it is not in the provider's connection table (${this.#macs.names.join(', ') || 'which is empty'})`,
      next: 'Declare it under `macs:` in the lab file (a Mac that is to be given back also under `leaving:`), or in the `connections` of `new Provider(…)`',
    })
  }
}

/** Secrets are variables of the environment: no input, no state and no log of the engine ever holds them. */
function secretsIn(env: Surroundings['env']): (name: string) => Secret | null {
  return (name) => {
    const text = env[name]
    return text === undefined || text === '' ? null : new Secret(text)
  }
}
