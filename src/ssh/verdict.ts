import { MacTrouble } from '../command/errors.js'
import type { HostKey } from './fingerprint.js'
import type { Target } from './target.js'

/** How far a connection came; what it broke on decides the verdict. */
export interface Course {
  stage: 'network' | 'handshake' | 'login'
  hostKey?: HostKey
  /** The login methods the server offers, once it has said so. */
  methods?: readonly string[]
  partly?: boolean
  readonly offered: string[]
  notes: readonly string[]
}

export type Failure = { readonly timeout: number } | { readonly error: Error & { code?: unknown } }

const UNCHANGED = 'Nothing was changed'
const CHECK_ADDRESS = 'Check that it is switched on, awake and on the network, and its address in the lab file'

/** What a person reads for each errno of connect(2) and getaddrinfo(3). */
const NETWORK: Readonly<Record<string, readonly [seen: string, next: string]>> = {
  ECONNREFUSED: ['connection refused', 'Enable Remote Login (System Settings, General, Sharing), or correct the port'],
  ENOTFOUND: ['this name is not known', CHECK_ADDRESS],
  EAI_AGAIN: ['this name could not be looked up', CHECK_ADDRESS],
  EHOSTUNREACH: ['no route to it', CHECK_ADDRESS],
  ENETUNREACH: ['no route to its network', CHECK_ADDRESS],
  EHOSTDOWN: ['it does not answer on its network', CHECK_ADDRESS],
  ETIMEDOUT: ['no answer', CHECK_ADDRESS],
}

/** The one sentence about a connection that did not come about. */
export function verdict(target: Target, course: Course, failure: Failure): MacTrouble {
  const { hostKey } = course
  if (hostKey !== undefined && hostKey.fingerprint !== target.hostKey) return otherKey(target, hostKey)
  if (course.stage === 'login' && course.methods !== undefined) return refused(target, course, course.methods)
  const cause = 'error' in failure ? failure.error : undefined
  const [seen, next] = 'timeout' in failure ? silent(course, failure.timeout) : broken(course, failure.error)
  return new MacTrouble('unreachable', { ...about(target), seen, unchanged: UNCHANGED, next }, cause)
}

export function about(target: Target): { mac: string; doing: string } {
  return { mac: target.mac, doing: `connect to ${target.shown}` }
}

function silent(course: Course, seconds: number): readonly [string, string] {
  const within = `within ${String(seconds)} s`
  if (course.stage === 'network') return [`no answer ${within}`, CHECK_ADDRESS]
  const notes = course.notes.length > 0 ? ` (${course.notes.join('; ')})` : ''
  if (course.stage === 'login')
    return [`it did not answer the login ${within}${notes}`, 'Try again, or restart its sshd']
  return [
    `it took the connection and did not finish the SSH handshake ${within}`,
    'See whether the port is that of sshd',
  ]
}

function broken(course: Course, error: Error & { code?: unknown }): readonly [string, string] {
  const code = typeof error.code === 'string' ? error.code : ''
  const known = course.stage === 'network' ? NETWORK[code] : undefined
  if (known !== undefined) return known
  const during = { network: 'connecting', handshake: 'the handshake', login: 'the login' }[course.stage]
  return [`the connection broke during ${during} (${error.message})`, 'Run again; if it stays, see the log of its sshd']
}

function otherKey(target: Target, seen: HostKey): MacTrouble {
  return new MacTrouble('identity', {
    ...about(target),
    seen: `it has the host key ${seen.fingerprint} (${seen.type}), pinned is ${target.hostKey}`,
    unchanged: 'No login was tried and nothing was changed',
    next: 'If the Mac was erased or replaced, compare the key on its own screen and put it in the lab file; if not, somebody else answers at this address',
  })
}

/** macOS 26 answers before FileVault is unlocked, and then takes passwords only (apple_ssh_and_filevault(7)). */
function refused(target: Target, course: Course, methods: readonly string[]): MacTrouble {
  const offers = methods.length > 0 ? methods.join(', ') : 'nothing'
  if (!methods.includes('publickey') && methods.length > 0 && course.partly !== true) {
    return new MacTrouble('locked', {
      ...about(target),
      seen: `it takes no key, only ${offers}: FileVault is locked since its last start, or key logins are switched off`,
      unchanged: UNCHANGED,
      next: 'Unlock it at its screen (or log in once with the password), then run again',
    })
  }
  const tried = course.offered.length > 0 ? `refused ${course.offered.join(', ')}` : 'there was no key to offer'
  const more = course.partly === true ? '; the key alone is not enough for it' : ''
  const notes = course.notes.length > 0 ? ` (${course.notes.join('; ')})` : ''
  return new MacTrouble('auth', {
    ...about(target),
    seen: `login as ${target.user}: ${tried}${more}${notes}; it takes ${offers}`,
    unchanged: UNCHANGED,
    next: `Put the public key into ~/.ssh/authorized_keys of ${target.user} on this Mac, or name the right key in the lab file`,
  })
}
