import { MacTrouble } from '../command/errors.js'
import type { Connection } from './connection.js'
import { expand, type ConfigEntry, type Operator } from './operator.js'

/** One server to log in to, with everything looked up: the lab file first, then ~/.ssh/config, then custom. */
export interface Target {
  /** Name of the Mac in the lab that this is for. */
  readonly mac: string
  /** For sentences: `admin@studio-1.local`. */
  readonly shown: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly hostKey: string
  /** The key the lab file names: the only one that is offered. */
  readonly identity?: string
  readonly identityFiles: readonly string[]
  readonly identitiesOnly: boolean
  readonly agent?: string
  readonly jump?: Target
}

/** Turns a row of the connection table into a target. Throws `invalid` when something is missing that only a person can say. */
export function resolveTarget(mac: string, connection: Connection, operator: Operator): Target {
  const entry = operator.entry(connection.address)
  const jump = jumpOf(connection, entry)
  const target = build(mac, connection, entry, operator)
  if (jump === undefined) return target
  if (connection.jumpHostKey === undefined) {
    throw new MacTrouble('invalid', {
      mac,
      doing: `read how to reach it through ${jump}`,
      seen: 'the jump host has no pinned key',
      next: 'Put jumpHostKey in the lab file, as `macloom keys` of the jump host shows it',
    })
  }
  const place = { ...parseJump(mac, jump), hostKey: connection.jumpHostKey, identity: connection.identity }
  return { ...target, jump: build(mac, place, operator.entry(place.address), operator) }
}

function build(mac: string, connection: Connection, entry: ConfigEntry, operator: Operator): Target {
  const { HOME: home, USER: self, SSH_AUTH_SOCK: sock } = operator.env
  const user = connection.user ?? entry.user ?? self
  if (user === undefined) {
    throw new MacTrouble('invalid', {
      mac,
      doing: `read how to reach ${connection.address}`,
      seen: 'no login name',
      next: 'Put ssh.user, or user of the Mac, in the lab file, or User in ~/.ssh/config',
    })
  }
  const port = connection.port ?? entry.port ?? 22
  const agent = agentOf(entry, sock, home)
  return {
    mac,
    shown: `${user}@${connection.address}${port === 22 ? '' : `:${String(port)}`}`,
    host: entry.hostName ?? connection.address,
    port,
    user,
    hostKey: connection.hostKey,
    ...(connection.identity === undefined ? {} : { identity: expand(connection.identity, home) }),
    identityFiles: entry.identityFiles.length > 0 ? entry.identityFiles : customary(home),
    identitiesOnly: entry.identitiesOnly,
    ...(agent === undefined ? {} : { agent }),
  }
}

function agentOf(entry: ConfigEntry, sock: string | undefined, home: string | undefined): string | undefined {
  const named = entry.identityAgent
  if (named === undefined || named === 'SSH_AUTH_SOCK') return sock === '' ? undefined : sock
  return named === 'none' ? undefined : expand(named, home)
}

/** The keys that ssh itself tries when nothing is configured, best first. */
function customary(home: string | undefined): string[] {
  return home === undefined ? [] : ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `${home}/.ssh/${name}`)
}

/** The jump host as it is written down, undefined where there is none. */
export function jumpOf(connection: Pick<Connection, 'jump'>, entry: ConfigEntry): string | undefined {
  const jump = connection.jump ?? entry.proxyJump
  return jump === 'none' ? undefined : jump
}

/** Reads `user@host:port`. Throws `invalid` for more than one jump host. */
export function parseJump(mac: string, text: string): { address: string; user?: string; port?: number } {
  const found = /^(?:ssh:\/\/)?(?:([^@,\s]+)@)?(?:\[([^\],\s]+)\]|([^:,\s]+))(?::(\d{1,5}))?$/.exec(text)
  const address = found?.[2] ?? found?.[3]
  if (found === null || address === undefined) {
    throw new MacTrouble('invalid', {
      mac,
      doing: 'read its jump host',
      seen: `${JSON.stringify(text)} is not one user@host[:port]`,
      next: 'Name exactly one jump host',
    })
  }
  const [, user, , , port] = found
  return {
    address,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port: Number(port) }),
  }
}
