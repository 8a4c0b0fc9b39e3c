import type { Duplex } from 'node:stream'
import { NodeSSH, type Config } from 'node-ssh'
import type { AuthenticationType, Client, NextAuthHandler } from 'ssh2'
import { Deadline } from './deadline.js'
import { readHostKey } from './fingerprint.js'
import { later } from './later.js'
import { loginsFor, type Login } from './logins.js'
import type { Target } from './target.js'
import type { Course, Failure } from './verdict.js'

/** A connection before anything was asked over it. `client` outlives node-ssh's own reference to it. */
export interface Session {
  readonly ssh: NodeSSH
  readonly client: Client
}

export class NoSession extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super('error' in failure ? failure.error.message : 'no answer in time')
    this.failure = failure
  }
}

/** Shakes hands and logs in over a stream that is connected. Notes in `course` how far it came. Rejects with NoSession. */
export function shakeHands(target: Target, sock: Duplex, course: Course, clocks: HandshakeClocks): Promise<Session> {
  return new Handshake(target, sock, course, clocks).done
}

interface HandshakeClocks {
  readonly connect: number
  readonly keepalive: number
}

class Handshake {
  readonly #target: Target
  readonly #sock: Duplex
  readonly #course: Course
  readonly #clocks: HandshakeClocks
  readonly #outcome = later<Session>()
  /** Silence is what counts: each step of the server gives the next one the full time. */
  readonly #deadline: Deadline

  constructor(target: Target, sock: Duplex, course: Course, clocks: HandshakeClocks) {
    this.#target = target
    this.#sock = sock
    this.#course = course
    this.#clocks = clocks
    course.stage = 'handshake'
    this.#deadline = new Deadline(clocks.connect, () => {
      this.#fail({ timeout: clocks.connect })
    })
    // The stream may end while the keys are still being read, before ssh2 listens to it.
    sock.on('error', (error) => {
      this.#fail({ error })
    })
    sock.on('close', () => {
      this.#fail({ error: new Error('closed by the other side') })
    })
    this.#begin().catch((err: unknown) => {
      this.#fail({ error: err instanceof Error ? err : new Error(String(err)) })
    })
  }

  get done(): Promise<Session> {
    return this.#outcome.promise
  }

  async #begin(): Promise<void> {
    const { list, notes } = await loginsFor(this.#target, (busy) => {
      if (busy) this.#deadline.halt()
      else this.#deadline.wind()
    })
    this.#course.notes = notes
    if (this.#sock.destroyed) throw new Error('closed by the other side')
    this.#listen(open(this.#settings(list)))
  }

  #settings(logins: readonly Login[]): Config {
    const offer = offering(this.#target, logins, this.#course, () => {
      this.#fail({ error: new Error('every key was refused') })
    })
    return {
      sock: this.#sock,
      username: this.#target.user,
      readyTimeout: 0,
      keepaliveInterval: this.#clocks.keepalive * 1000,
      keepaliveCountMax: 3,
      hostVerifier: (blob: Buffer): boolean => {
        this.#deadline.wind()
        this.#course.hostKey = readHostKey(blob)
        return this.#course.hostKey.fingerprint === this.#target.hostKey
      },
      authHandler: (left, partly, next) => {
        this.#deadline.wind()
        offer(left, partly, next)
      },
    }
  }

  /** node-ssh leaves no `error` listener behind after connect(); this one stays for the life of the connection. */
  #listen(session: Session): void {
    session.client.on('error', (error: Error & { level?: string }) => {
      // An agent that fails is one login less; ssh2 goes on to the next by itself.
      if (error.level !== 'agent') this.#fail({ error })
    })
    session.client.on('close', () => {
      this.#fail({ error: new Error('closed by the other side') })
    })
    session.client.on('ready', () => {
      this.#deadline.over()
      this.#outcome.resolve(session)
    })
  }

  #fail(failure: Failure): void {
    this.#deadline.over()
    this.#sock.destroy()
    this.#outcome.reject(new NoSession(failure))
  }
}

function open(config: Config): Session {
  const ssh = new NodeSSH()
  // Its promise rejects on the first agent trouble too, so the events of ssh2 are what counts here.
  ssh.connect(config).catch(() => undefined)
  const client = ssh.connection
  if (client === null) throw new Error('node-ssh refused the settings')
  return { ssh, client }
}

/** Offers one login after the other, ends as soon as keys cannot help, and never offers a password. */
function offering(target: Target, logins: readonly Login[], course: Course, giveUp: () => void) {
  const rest = [...logins]
  // The first try of ssh2 is `none`, a whole round trip; it is made only when there is no key, to learn what is offered.
  let probe = rest.length === 0
  return (left: AuthenticationType[] | null, partly: boolean | null, next: NextAuthHandler): void => {
    course.stage = 'login'
    if (left !== null) course.methods = left
    if (partly === true) course.partly = true
    const login = rest.shift()
    if (probe) {
      probe = false
      next({ type: 'none', username: target.user })
    } else if (login === undefined || (left !== null && !left.includes('publickey'))) {
      giveUp()
    } else {
      course.offered.push(login.shown)
      next(login.method)
    }
  }
}
