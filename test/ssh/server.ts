import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import ssh2, {
  type AuthContext,
  type AuthenticationType,
  type Connection as ServerConnection,
  type ParsedKey,
  type ServerChannel,
  type Session,
} from 'ssh2'
import { hostKey } from '../../src/sim/keys.js'

export interface Key {
  readonly pem: string
  readonly parsed: ParsedKey
  readonly fingerprint: string
}

/** A key that only this run has. Not by ssh2's generator: it cuts leading zeros, so that one key in 256 is none. */
export function newKey(): Key {
  const { privateKey: pem, fingerprint } = hostKey(randomUUID())
  const parsed = ssh2.utils.parseKey(pem)
  if (parsed instanceof Error) throw parsed
  return { pem, parsed, fingerprint }
}

/** A home folder with one private key in it, and a folder that stands for `/` of a Mac. */
export interface Desk {
  readonly folder: string
  readonly home: string
  readonly root: string
  readonly identity: string
  readonly key: Key
  remove(): void
}

export function newDesk(): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'macloom-ssh-'))
  const [home, root, key] = [join(folder, 'home'), join(folder, 'root'), newKey()]
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 })
  mkdirSync(root)
  const identity = join(home, '.ssh', 'lab_key')
  writeFileSync(identity, key.pem, { mode: 0o600 })
  return {
    folder,
    home,
    root,
    identity,
    key,
    remove: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface ServerOptions {
  readonly desk: Desk
  /** The shell that stands behind `/bin/sh`; each script must run under all of them. */
  readonly shell?: readonly string[]
  /** The keys that may log in; those of the desk by default. */
  readonly accept?: readonly Key[]
  /** The login methods it names when it refuses. */
  readonly methods?: readonly AuthenticationType[]
  /** Text that rc files print before our shell starts. */
  readonly noise?: string
  readonly maxSessions?: number
  readonly env?: Readonly<Record<string, string>>
  /** Stands in for the shell altogether. */
  readonly instead?: (channel: ServerChannel) => void
}

/** An SSH server that takes nothing for granted: pinned user, one remote command, and a real shell behind it. */
export class TestServer {
  readonly hostKey: Key = newKey()
  readonly #options: ServerOptions
  readonly #server: ssh2.Server
  readonly #clients = new Set<ServerConnection>()
  /** What clients did, for the tests to judge. */
  readonly seen = { connections: 0, logins: [] as string[], commands: [] as string[], mostSessions: 0 }

  private constructor(options: ServerOptions) {
    this.#options = options
    this.#server = new ssh2.Server({ hostKeys: [this.hostKey.pem] }, (client) => {
      this.#greet(client)
    })
  }

  static async start(options: ServerOptions): Promise<TestServer> {
    const server = new TestServer(options)
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve))
    return server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.end()
    await new Promise<void>((resolve) =>
      this.#server.close(() => {
        resolve()
      }),
    )
  }

  #greet(client: ServerConnection): void {
    this.seen.connections += 1
    this.#clients.add(client)
    client.on('error', () => undefined)
    client.on('close', () => this.#clients.delete(client))
    client.on('authentication', (context) => {
      this.#judge(context)
    })
    const counter = { sessions: 0 }
    client.on('session', (accept, reject) => {
      if (counter.sessions >= (this.#options.maxSessions ?? 10)) {
        reject()
        return
      }
      counter.sessions += 1
      this.seen.mostSessions = Math.max(this.seen.mostSessions, counter.sessions)
      const session = accept()
      session.on('close', () => {
        counter.sessions -= 1
      })
      this.#serve(session)
    })
    client.on('tcpip', (accept, _reject, info) => {
      const channel = accept()
      const socket = connect(info.destPort, info.destIP)
      socket.on('error', () => {
        channel.close()
      })
      channel.on('error', () => undefined)
      socket.pipe(channel).pipe(socket)
    })
  }

  #judge(context: AuthContext): void {
    this.seen.logins.push(`${context.method} ${context.username}`)
    const methods = [...(this.#options.methods ?? (['publickey'] as const))]
    const { accept = [this.#options.desk.key] } = this.#options
    if (context.method !== 'publickey' || !methods.includes('publickey')) {
      context.reject(methods)
      return
    }
    const known = accept.find(({ parsed }) => parsed.getPublicSSH().equals(context.key.data))
    const { signature, blob, hashAlgo } = context
    const proven = signature === undefined || blob === undefined || known?.parsed.verify(blob, signature, hashAlgo)
    if (known !== undefined && proven === true && context.username === userInfo().username) context.accept()
    else context.reject(methods)
  }

  #serve(session: Session): void {
    session.on('exec', (accept, reject, { command }) => {
      this.seen.commands.push(command)
      if (command !== 'exec /bin/sh -s') {
        reject()
        return
      }
      const channel = accept()
      channel.on('error', () => undefined)
      if (this.#options.instead !== undefined) this.#options.instead(channel)
      else this.#shell(channel)
    })
  }

  #shell(channel: ServerChannel): void {
    const { desk, shell = ['/bin/sh'], noise = '', env = {} } = this.#options
    const [program = '/bin/sh', ...words] = shell
    channel.write(noise)
    const child = spawn(program, [...words, '-s'], {
      cwd: desk.home,
      env: { HOME: desk.home, PATH: '/usr/bin:/bin', MACLOOM_ROOT: desk.root, ...env },
      detached: true,
    })
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined)
    channel.pipe(child.stdin)
    channel.on('close', () => {
      child.stdin.destroy()
      child.stdout.destroy()
      child.stderr.destroy()
    })
    child.stdout.pipe(channel, { end: false })
    child.stderr.pipe(channel.stderr, { end: false })
    child.on('close', (code, signal) => {
      if (code !== null) channel.exit(code)
      else channel.exit(signal ?? 'SIGKILL')
      channel.end()
    })
  }
}

export const USER = userInfo().username
