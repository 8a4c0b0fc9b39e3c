import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { NodeSSH } from 'node-ssh'
import type { Client, ClientChannel, SFTPWrapper } from 'ssh2'
import type { Session } from './handshake.js'
import { later } from './later.js'
import { Places } from './limit.js'

/** The one remote command there is. All else goes through its stdin, so that no login shell has anything to quote. */
const SHELL = 'exec /bin/sh -s'

/** How long the end of a connection waits for what runs on it, in milliseconds. */
const GRACE = 1000

/** sshd takes ten sessions per connection by default. */
const CHANNELS = 8

/** A connection that is logged in. Nothing on it throws from an event: it is alive, or it is not. */
export class Link {
  readonly #ssh: NodeSSH
  readonly #client: Client
  readonly #places = new Places(CHANNELS)
  readonly #ended = later<never>()
  readonly #talks = new Set<Promise<unknown>>()
  #alive = true

  constructor({ ssh, client }: Session) {
    this.#ssh = ssh
    this.#client = client
    let cause = 'the connection was closed'
    client.on('error', (err: Error) => {
      cause = err.message
    })
    client.on('close', () => {
      this.#alive = false
      this.#ended.reject(new Error(cause))
    })
  }

  get alive(): boolean {
    return this.#alive
  }

  /** Runs `work` with a shell that reads its script from stdin. */
  shell<T>(work: (channel: ClientChannel) => Promise<T>): Promise<T> {
    const open = (): Promise<ClientChannel> =>
      new Promise((resolve, reject) => {
        this.#client.exec(SHELL, (err, channel) => {
          if (err === undefined) resolve(channel)
          else reject(err)
        })
      })
    return this.#channel(open, work)
  }

  /** Runs `work` with an SFTP session and closes it. */
  sftp<T>(work: (sftp: SFTPWrapper) => Promise<T>): Promise<T> {
    return this.#channel(
      () => this.#ssh.requestSFTP(),
      async (sftp) => {
        sftp.on('error', () => undefined)
        try {
          return await this.orEnd(work(sftp))
        } finally {
          sftp.end()
        }
      },
    )
  }

  /** A stream to a port that this server reaches. Needs no session, so it takes no place. */
  async forward(host: string, port: number): Promise<Duplex> {
    const channel = await this.orEnd(this.#ssh.forwardOut('127.0.0.1', 0, host, port))
    channel.on('error', () => undefined)
    this.#track(new Promise((resolve) => channel.once('close', resolve)))
    return channel
  }

  /** Ends when what runs has cleaned up after itself, but soon: a script that is cut off leaves its folder for a moment. */
  async close(): Promise<void> {
    const clock = new AbortController()
    const soon = pause(GRACE, undefined, { signal: clock.signal, ref: false }).catch(() => undefined)
    await Promise.race([Promise.allSettled(this.#talks), soon])
    clock.abort()
    this.#client.end()
  }

  /** Ends when the last talk on it is over; no new one begins on a link that its line has let go. */
  async retire(): Promise<void> {
    while (this.#talks.size > 0) await Promise.allSettled(this.#talks)
    this.#client.end()
  }

  /** Ends at once, without a word to a server that cannot be trusted to read it. */
  destroy(): void {
    this.#alive = false
    this.#client.destroy()
  }

  /** The work, or the end of the connection, whichever comes first. */
  orEnd<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#ended.promise])
  }

  #channel<C, T>(open: () => Promise<C>, work: (channel: C) => Promise<T>): Promise<T> {
    const talk = this.#converse(open, work)
    this.#track(talk)
    return talk
  }

  #track(talk: Promise<unknown>): void {
    const over = () => this.#talks.delete(talk)
    this.#talks.add(talk)
    talk.then(over, over)
  }

  async #converse<C, T>(open: () => Promise<C>, work: (channel: C) => Promise<T>): Promise<T> {
    for (;;) {
      const outcome = await this.#places.run(async () => {
        const channel = await this.orEnd(open()).catch((err: unknown) => {
          // MaxSessions: the server says no to this channel while others are open. Wait for one of them.
          if (this.#places.taken < 2 || !refusedChannel(err)) throw err
          this.#places.lowerTo(this.#places.taken - 1)
          return null
        })
        return channel === null ? null : { value: await work(channel) }
      })
      if (outcome !== null) return outcome.value
    }
  }
}

/** ssh2 gives the reason code of CHANNEL_OPEN_FAILURE; errors of the connection have none. */
function refusedChannel(err: unknown): boolean {
  return typeof err === 'object' && err !== null && 'reason' in err && typeof err.reason === 'number'
}
