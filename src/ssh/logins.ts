import { readFile } from 'node:fs/promises'
import ssh2, { type AnyAuthMethod, type ParsedKey } from 'ssh2'
import { PoliteAgent, type AgentWatch } from './agent.js'
import { fingerprint } from './fingerprint.js'
import type { Target } from './target.js'

/** One thing to offer at a login. */
export interface Login {
  readonly method: AnyAuthMethod
  /** For the sentence when it is refused: which key, by path and fingerprint. */
  readonly shown: string
}

/** What can be offered, best first, and why other things could not be. */
export interface Logins {
  readonly list: readonly Login[]
  readonly notes: readonly string[]
}

/** A key the lab names is the only one offered; else the agent, then the key files. Never a password. */
export async function loginsFor(target: Target, busy: AgentWatch['busy']): Promise<Logins> {
  const notes: string[] = []
  const paths = target.identity === undefined ? target.identityFiles : [target.identity]
  const files = await Promise.all(paths.map((path) => readKey(path, target.identity !== undefined)))
  notes.push(...files.flatMap((file) => (file.note === undefined ? [] : [file.note])))
  const keys = files.flatMap((file) => (file.key === undefined ? [] : [keyLogin(target, file.path, file.key)]))
  if (target.identity !== undefined && keys.length > 0) return { list: keys, notes }
  const restricted = target.identity !== undefined || target.identitiesOnly
  const only = restricted ? { only: files.flatMap((file) => (file.blob === undefined ? [] : [file.blob])) } : {}
  const watch = { ...only, busy, note: (sentence: string) => notes.push(sentence) }
  const agent: Login[] = target.agent === undefined ? [] : [agentLogin(target.user, target.agent, watch)]
  return { list: [...agent, ...keys], notes }
}

function agentLogin(username: string, socket: string, watch: AgentWatch): Login {
  return {
    method: { type: 'agent', username, agent: new PoliteAgent(socket, watch) },
    shown: 'the keys of the SSH agent',
  }
}

function keyLogin(target: Target, path: string, key: ParsedKey): Login {
  const shown = `${path} (${fingerprint(key.getPublicSSH())})`
  return { method: { type: 'publickey', username: target.user, key }, shown }
}

interface KeyFile {
  readonly path: string
  readonly key?: ParsedKey
  /** The public half, when it can be had: lets the agent be asked for exactly this key. */
  readonly blob?: Buffer
  readonly note?: string
}

async function readKey(path: string, named: boolean): Promise<KeyFile> {
  const text = await readFile(path).catch((err: NodeJS.ErrnoException) => err)
  if (text instanceof Error) {
    const ordinary = text.code === 'ENOENT' && !named
    return { path, ...(ordinary ? {} : { note: `${path} cannot be read (${text.code ?? text.message})` }) }
  }
  const parsed = parse(text)
  if (parsed === null) {
    const beside = await readFile(`${path}.pub`).then(parse, () => null)
    const note = `${path} needs a passphrase or is no private key: add it to the agent with ssh-add`
    return { path, note, ...(beside === null ? {} : { blob: beside.getPublicSSH() }) }
  }
  return { path, blob: parsed.getPublicSSH(), ...(parsed.isPrivateKey() ? { key: parsed } : {}) }
}

function parse(text: Buffer): ParsedKey | null {
  const parsed: ParsedKey | Error | ParsedKey[] = ssh2.utils.parseKey(text)
  if (parsed instanceof Error) return null
  return (Array.isArray(parsed) ? (parsed as ParsedKey[])[0] : parsed) ?? null
}
