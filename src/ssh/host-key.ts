import { MacTrouble } from '../command/errors.js'
import { CLOCKS } from './connection.js'
import { tcp } from './dial.js'
import { NoSession, shakeHands } from './handshake.js'
import type { HostKey } from './fingerprint.js'
import { readOperator, type OperatorEnv } from './operator.js'
import { resolveTarget } from './target.js'
import { verdict, type Course } from './verdict.js'

/** No fingerprint looks like this, so the handshake ends before any login. */
const NONE = 'none yet'

/** The host key that a person compares and pins. Asks the server for nothing else and offers no login. */
export async function hostKeyOf(address: string, port?: number, env: OperatorEnv = {}): Promise<HostKey> {
  const connection = { address, hostKey: NONE, user: 'nobody', jump: 'none', ...(port === undefined ? {} : { port }) }
  const target = resolveTarget(address, connection, await readOperator(env))
  const course: Course = { stage: 'network', offered: [], notes: [] }
  try {
    const sock = await tcp(target, CLOCKS.connect)
    const { client } = await shakeHands(target, sock, course, CLOCKS)
    client.destroy()
  } catch (err) {
    if (course.hostKey !== undefined) return course.hostKey
    if (err instanceof NoSession) throw verdict(target, course, err.failure)
    throw err
  }
  throw new MacTrouble('identity', { mac: address, doing: 'read its host key', seen: 'it showed none' })
}
