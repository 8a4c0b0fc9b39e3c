import { BaseAgent, createAgent, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2'
import { Places } from './limit.js'

type Done<T> = (err: Error | undefined, value?: T) => void

/** An agent of macOS hangs at 256 open files when about 75 connections ask it to sign at once. */
const signings = new Places(16)
const LIST_SECONDS = 2
/** A person may have to touch a key or confirm. */
const SIGN_SECONDS = 30

export interface AgentWatch {
  /** Offer only these public keys; undefined = all. */
  readonly only?: readonly Buffer[]
  /** Called around each question to the agent: the connect deadline stands still while a person may be asked. */
  readonly busy: (busy: boolean) => void
  /** What went wrong, for the sentence when no key is accepted. */
  readonly note: (sentence: string) => void
}

/** The operator's agent with manners: few questions at once, each with a deadline; a broken agent is one without keys. */
export class PoliteAgent extends BaseAgent {
  readonly #agent: BaseAgent
  readonly #watch: AgentWatch

  constructor(socket: string, watch: AgentWatch) {
    super()
    this.#agent = createAgent(socket)
    this.#watch = watch
  }

  getIdentities(cb: (err?: Error | null, keys?: ParsedKey[]) => void): void {
    this.#patiently<readonly ParsedKey[]>(LIST_SECONDS, (done) => {
      this.#agent.getIdentities((err, keys) => {
        done(err ?? undefined, (keys ?? []) as ParsedKey[])
      })
    }).then(
      (keys) => {
        cb(null, this.#choose(keys))
      },
      (err: unknown) => {
        this.#watch.note(`the SSH agent did not list its keys (${String(err)})`)
        cb(null, [])
      },
    )
  }

  override sign(
    key: ParsedKey | Buffer | string,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    const cb = typeof options === 'function' ? options : callback
    this.#patiently<Buffer>(SIGN_SECONDS, (done) => {
      this.#agent.sign(key, data, typeof options === 'function' ? {} : options, (err, signature) => {
        done(err ?? undefined, signature)
      })
    }).then(
      (signature) => cb?.(undefined, signature),
      (err: unknown) => {
        this.#watch.note(`the SSH agent did not sign (${String(err)})`)
        cb?.(err instanceof Error ? err : new Error(String(err)))
      },
    )
  }

  /** The agent has its own deadline, so the one of the connection stands still meanwhile. */
  #patiently<T>(seconds: number, start: (done: Done<T>) => void): Promise<T> {
    this.#watch.busy(true)
    return inTime(seconds, start).finally(() => {
      this.#watch.busy(false)
    })
  }

  #choose(keys: readonly ParsedKey[]): ParsedKey[] {
    const { only } = this.#watch
    return keys.filter((key) => only === undefined || only.some((blob) => blob.equals(key.getPublicSSH())))
  }
}

function inTime<T>(seconds: number, start: (done: Done<T>) => void): Promise<T> {
  return signings.run(
    () =>
      new Promise<T>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`no answer within ${String(seconds)} s`))
        }, seconds * 1000)
        start((err, value) => {
          clearTimeout(timer)
          if (err !== undefined) reject(err)
          else if (value === undefined) reject(new Error('an empty answer'))
          else resolve(value)
        })
      }),
  )
}
