import type { Duplex } from 'node:stream'
import { NodeSSH, type Config } from 'node-ssh'
import type { AuthenticationType, Client, NextAuthHandler } from 'ssh2'
import { Deadline } from './deadline.js'
import { readHostKey } from './fingerprint.js'
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
export async function shakeHands(
  target: Target,
  sock: Duplex,
  course: Course,
  clocks: { readonly connect: number; readonly keepalive: number },
): Promise<Session> {
  course.stage = 'handshake'
  return await new Promise<Session>((resolve, reject) => {
    const end = (failure: Failure): void => {
      deadline.over()
      sock.destroy()
      reject(new NoSession(failure))
    }
    const deadline = new Deadline(clocks.connect, () => {
      end({ timeout: clocks.connect })
    })
    // The stream may end while the keys are still being read, before ssh2 listens to it.
    sock.on('error', (error) => {
      end({ error })
    })
    sock.on('close', () => {
      end({ error: new Error('closed by the other side') })
    })
    if (sock.destroyed) end({ error: new Error('closed by the other side') })
    const busy = (yes: boolean): void => {
      if (yes) deadline.halt()
      else deadline.wind()
    }
    loginsFor(target, busy).then(
      ({ list, notes }) => {
        course.notes = notes
        const session = open({
          // node-ssh asserts a host or a sock, and passes everything else to ssh2 as it is.
          sock,
          username: target.user,
          readyTimeout: 0,
          keepaliveInterval: clocks.keepalive * 1000,
          keepaliveCountMax: 3,
          hostVerifier: (blob: Buffer): boolean => {
            course.hostKey = readHostKey(blob)
            return course.hostKey.fingerprint === target.hostKey
          },
          authHandler: offering(target, list, course, () => {
            end({ error: new Error('every key was refused') })
          }),
        })
        watch(session, end, () => {
          deadline.over()
          resolve(session)
        })
      },
      (err: unknown) => {
        end({ error: err instanceof Error ? err : new Error(String(err)) })
      },
    )
  })
}

/** node-ssh leaves no `error` listener behind after connect(); this one stays for the life of the connection. */
function watch({ client }: Session, end: (failure: Failure) => void, ready: () => void): void {
  client.on('error', (error: Error & { level?: string }) => {
    // An agent that fails is one login less; ssh2 goes on to the next by itself.
    if (error.level !== 'agent') end({ error })
  })
  client.on('close', () => {
    end({ error: new Error('closed by the other side') })
  })
  client.on('ready', ready)
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
