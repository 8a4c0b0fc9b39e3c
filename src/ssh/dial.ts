import { connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clocks } from './connection.js'
import { Deadline, within } from './deadline.js'
import { NoSession, shakeHands } from './handshake.js'
import { Places } from './limit.js'
import { Link } from './link.js'
import type { Target } from './target.js'
import { verdict, type Course } from './verdict.js'

const TRIES = 3

/** More handshakes in flight than this only make each of them slower (measured: 32 on two cores). */
const handshakes = new Places(32)

/** Gives the link of a jump host; one per jump host, shared by all Macs behind it. */
export type Jumps = (target: Target) => Promise<Link>

/** Connects and logs in, or throws the one verdict about this Mac. Only a connection lost before the host key is tried again. */
export async function dial(target: Target, clocks: Clocks, jumps: Jumps): Promise<Link> {
  const via = target.jump === undefined ? undefined : await jumps(target.jump)
  return await handshakes.run(async () => {
    for (let attempt = 1; ; attempt += 1) {
      const course: Course = { stage: 'network', offered: [], notes: [] }
      try {
        const late = (): NoSession => new NoSession({ timeout: clocks.connect })
        const sock =
          via === undefined
            ? await tcp(target, clocks.connect)
            : await within(clocks.connect, via.forward(target.host, target.port), late)
        return new Link(await shakeHands(target, sock, course, clocks))
      } catch (err) {
        const failure = err instanceof NoSession ? err.failure : { error: asError(err) }
        if (attempt >= TRIES || !lostEarly(course, failure)) throw verdict(target, course, failure)
        // sshd drops connections at random above MaxStartups; a little disorder keeps us from coming back together.
        await pause(50 + Math.random() * 200 * attempt)
      }
    }
  })
}

function lostEarly(course: Course, failure: NoSession['failure']): boolean {
  return course.stage === 'handshake' && course.hostKey === undefined && 'error' in failure
}

/** Nagle off at once: ssh2 never does it, and it costs up to 80 ms a login. */
export function tcp(target: Target, seconds: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connectTcp({ host: target.host, port: target.port, noDelay: true })
    const deadline = new Deadline(seconds, () => {
      socket.destroy()
      reject(new NoSession({ timeout: seconds }))
    })
    socket.on('error', (error) => {
      deadline.over()
      reject(new NoSession({ error }))
    })
    socket.once('connect', () => {
      deadline.over()
      resolve(socket)
    })
  })
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function asError(err: unknown): Error {
  return err instanceof Error ? err : new Error(String(err))
}
