import { MacTrouble } from '../../command/errors.js'
import { readOperator, type OperatorEnv } from '../../ssh/operator.js'
import { hostKeyOf, jumpBefore, type Whose } from '../../ssh/host-key.js'
import { UsageError } from '../exit.js'
import { knownFingerprints } from './known-hosts.js'
import type { LookTarget } from './targets.js'

/** No key has this fingerprint: a Mac that does not answer is looked at like the others, and its verdict is shown. */
const NONE = 'SHA256:none'

/** The keys to accept on the way to a Mac. */
export interface Pins {
  readonly hostKey: string
  /** Of the jump host that ~/.ssh/config has before it. */
  readonly jumpHostKey?: string
}

/**
 * The host keys to accept from a Mac and from the jump host before it: one that was typed, else one that
 * ~/.ssh/known_hosts has. Throws UsageError with the fingerprint and what to type when there is neither, before any
 * login there; nothing is trusted on first use.
 */
export async function pinsOf(
  target: LookTarget,
  typed: readonly string[],
  identity: string | undefined,
  env: OperatorEnv,
): Promise<Pins> {
  const jump = await jumpBefore(target.address, env)
  if (jump === undefined) return { hostKey: await pinOf(target, typed, {}, env) }
  const gate = { ...jump, typed: jump.address }
  const jumpHostKey = await pinOf(gate, typed, {}, env)
  return { jumpHostKey, hostKey: await pinOf(target, typed, { jumpHostKey, identity }, env) }
}

type Way = Pick<Whose, 'jumpHostKey' | 'identity'>

async function pinOf(
  target: Omit<LookTarget, 'name'>,
  typed: readonly string[],
  way: Way,
  env: OperatorEnv,
): Promise<string> {
  const shown = await hostKeyOf({ address: target.address, port: target.port, ...way }, env).catch(silent)
  if (shown === null) return NONE
  const known = typed.length > 0 ? typed : await fromKnownHosts(target, env)
  if (known.includes(shown.fingerprint)) return shown.fingerprint
  if (known.length > 0) throw otherKey(target, shown.fingerprint, typed.length > 0 ? '--host-key' : 'known_hosts')
  throw new UsageError(
    `${target.typed} shows the ${shown.type} host key ${shown.fingerprint}, and ~/.ssh/known_hosts does not have it. ` +
      'Compare it with what the Mac itself prints: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub. ' +
      `If it is the same, add: --host-key ${shown.fingerprint}`,
  )
}

function silent(error: unknown): null {
  if (error instanceof MacTrouble && error.trouble === 'unreachable') return null
  throw error
}

async function fromKnownHosts({ address, port }: Omit<LookTarget, 'name'>, env: OperatorEnv): Promise<string[]> {
  const entry = (await readOperator(env)).entry(address)
  return knownFingerprints(entry.hostName ?? address, port ?? entry.port ?? 22, env)
}

function otherKey(target: Omit<LookTarget, 'name'>, fingerprint: string, where: string): MacTrouble {
  return new MacTrouble('identity', {
    mac: target.typed,
    doing: 'check its host key',
    seen: `it shows ${fingerprint}, and ${where} has another one for it`,
    unchanged: 'No login was tried and nothing was changed',
    next: 'If the Mac was erased, compare the key on its own screen and type it with --host-key; if not, somebody else answers',
  })
}
