import { MacTrouble } from '../command/errors.js'
import type { Clocks } from './connection.js'
import { later } from './later.js'
import type { Link } from './link.js'

/** The line to one server: at most one link and one attempt at a time, and one verdict for everybody who asks. */
export class Line {
  readonly mac: string
  readonly clocks: Clocks
  readonly #dial: () => Promise<Link>
  #link: Link | undefined
  #dialling: Promise<Link> | undefined
  #verdict: { readonly err: unknown; readonly until: number } | undefined
  readonly #ended = later<never>()
  #closed = false

  constructor(mac: string, clocks: Clocks, dial: () => Promise<Link>) {
    this.mac = mac
    this.clocks = clocks
    this.#dial = dial
  }

  /** The link, dialled again if it has ended. Throws the verdict while it is fresh. */
  async link(): Promise<Link> {
    if (this.#closed) throw this.#cancelled()
    if (this.#verdict !== undefined && performance.now() < this.#verdict.until) throw this.#verdict.err
    if (this.#link?.alive === true) return this.#link
    this.#dialling ??= this.#connect().finally(() => {
      this.#dialling = undefined
    })
    return await Promise.race([this.#dialling, this.#ended.promise])
  }

  /** A link dialled now in place of the one that stands, which ends when its last talk is over. */
  async anew(): Promise<void> {
    const old = this.#link
    this.#link = undefined
    this.forget()
    try {
      await this.link()
    } finally {
      void old?.retire()
    }
  }

  /** Forgets a verdict, so that the next question tries the Mac again. */
  forget(): void {
    this.#verdict = undefined
  }

  /** Ends the link; whoever still waits on it gets `cancelled`. A connection that is still coming about is ended then. */
  async close(): Promise<void> {
    this.#closed = true
    this.#ended.reject(this.#cancelled())
    await this.#link?.close()
  }

  /** What a broken link means to those who used it: our own end, or the Mac's. */
  broken(doing: string, seen: string, unchanged?: string): MacTrouble {
    if (this.#closed) return this.#cancelled()
    const next = 'Run again; it goes on where it was'
    return new MacTrouble('unreachable', {
      mac: this.mac,
      doing,
      seen,
      next,
      ...(unchanged === undefined ? {} : { unchanged }),
    })
  }

  async #connect(): Promise<Link> {
    try {
      const link = await this.#dial()
      this.#verdict = undefined
      this.#link = link
      if (!this.#closed) return link
      await link.close()
    } catch (err) {
      this.#verdict = { err, until: performance.now() + this.clocks.verdict * 1000 }
      throw err
    }
    throw this.#cancelled()
  }

  #cancelled(): MacTrouble {
    return new MacTrouble('cancelled', { mac: this.mac, doing: 'talk to it', seen: 'the operation has ended' })
  }
}
