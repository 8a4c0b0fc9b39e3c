import type { Duplex } from 'node:stream'
import { MacTrouble } from '../command/errors.js'
import { CLOCKS, type Connection } from './connection.js'
import { dial, tcp } from './dial.js'
import type { HostKey } from './fingerprint.js'
import { NoSession, shakeHands } from './handshake.js'
import { readOperator, type OperatorEnv } from './operator.js'
import { jumpOf, parseJump, resolveTarget, type Target } from './target.js'
import { verdict, type Course } from './verdict.js'

/** No fingerprint looks like this, so the handshake ends before any login. */
const NONE = 'none yet'

/** Whose host key is wanted; behind a jump host of ~/.ssh/config, that one's pinned key and perhaps the key to log in with. */
export type Whose = Pick<Connection, 'address' | 'port' | 'jumpHostKey' | 'identity'>

/** The host key that a person compares and pins. Asks the server for nothing else and offers it no login. */
export async function hostKeyOf(whose: Whose, env: OperatorEnv = {}): Promise<HostKey> {
  const connection = { ...whose, hostKey: NONE, user: 'nobody' }
  const target = resolveTarget(whose.address, connection, await readOperator(env))
  const course: Course = { stage: 'network', offered: [], notes: [] }
  const road = await roadTo(target)
  try {
    const { client } = await shakeHands(target, await road.connect(), course, CLOCKS)
    client.destroy()
  } catch (err) {
    if (course.hostKey !== undefined) return course.hostKey
    if (err instanceof NoSession) throw verdict(target, course, err.failure)
    throw err
  } finally {
    await road.close()
  }
  throw new MacTrouble('identity', { mac: whose.address, doing: 'read its host key', seen: 'it showed none' })
}

/** The jump host that ~/.ssh/config has for an address, undefined when ssh would go there directly. */
export async function jumpBefore(
  address: string,
  env: OperatorEnv,
): Promise<{ readonly address: string; readonly port?: number } | undefined> {
  const jump = jumpOf({}, (await readOperator(env)).entry(address))
  return jump === undefined ? undefined : parseJump(address, jump)
}

async function roadTo(target: Target): Promise<{ connect: () => Promise<Duplex>; close: () => Promise<void> }> {
  if (target.jump === undefined) {
    return { connect: () => tcp(target, CLOCKS.connect), close: () => Promise.resolve() }
  }
  const link = await dial(target.jump, CLOCKS, () => Promise.reject(new Error('a jump host is reached directly')))
  return { connect: () => link.forward(target.host, target.port), close: () => link.close() }
}
