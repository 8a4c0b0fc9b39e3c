import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import SSHConfig from 'ssh-config'

/** What the operator's environment says; read by the caller, so that this room reads no environment. */
export interface OperatorEnv {
  readonly HOME?: string | undefined
  readonly SSH_AUTH_SOCK?: string | undefined
  readonly USER?: string | undefined
}

/** What `~/.ssh/config` says about one address, with our names. */
export interface ConfigEntry {
  readonly hostName?: string
  readonly user?: string
  readonly port?: number
  readonly identityFiles: readonly string[]
  readonly identityAgent?: string
  readonly identitiesOnly: boolean
  readonly proxyJump?: string
}

/** The operator's side of a connection: environment and `~/.ssh/config`, which is read once. */
export interface Operator {
  readonly env: OperatorEnv
  entry(address: string): ConfigEntry
}

export async function readOperator(env: OperatorEnv): Promise<Operator> {
  const text = env.HOME === undefined ? '' : await withIncludes(join(env.HOME, '.ssh', 'config'), env.HOME, 0)
  const config = SSHConfig.parse(text)
  return { env, entry: (address) => readEntry(config, address, env.HOME) }
}

/** `~`, `%d` and `%%` as ssh reads them in a path. */
export function expand(path: string, home: string | undefined): string {
  const full = home === undefined ? path : path.replace(/^~(?=\/|$)/, home).replaceAll('%d', home)
  return full.replaceAll('%%', '%')
}

function readEntry(config: SSHConfig, address: string, home: string | undefined): ConfigEntry {
  // `Match exec` is not run: reading a configuration must not start programs.
  const found = config.compute(address, { ignoreCase: true, matchExec: false }) as Record<string, unknown>
  const one = (key: string): string | undefined => {
    const value: unknown = Array.isArray(found[key]) ? found[key][0] : found[key]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const files: unknown = found.identityfile
  const port = Number(one('port'))
  return {
    ...present('hostName', one('hostname')?.replaceAll('%h', address)),
    ...present('user', one('user')),
    ...present('port', Number.isInteger(port) && port > 0 ? port : undefined),
    ...present('identityAgent', one('identityagent')),
    ...present('proxyJump', one('proxyjump')),
    identityFiles: (Array.isArray(files) ? files : []).map((file) => expand(String(file), home)),
    identitiesOnly: one('identitiesonly')?.toLowerCase() === 'yes',
  }
}

function present<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: T })
}

/** The parser leaves `Include` alone; the lines of the included file stand where the directive stood. */
async function withIncludes(path: string, home: string, depth: number): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '')
  if (depth >= 16) return text
  const lines = text.split(/\r?\n/).map(async (line) => {
    const include = /^\s*include[\s=]+(.+?)\s*$/i.exec(line)?.[1]
    if (include === undefined) return line
    const files = (include.match(/"[^"]*"|\S+/g) ?? []).map((file) => file.replaceAll('"', ''))
    const texts = files.map((file) => withIncludes(resolve(home, '.ssh', expand(file, home)), home, depth + 1))
    return (await Promise.all(texts)).join('\n')
  })
  return (await Promise.all(lines)).join('\n')
}
