import { createServer, connect as connectTo, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import ssh2, { type AuthContext, type Connection, type ParsedKey } from 'ssh2'
import type { LabNetwork } from '../cables/lab-network.js'
import type { HostKey } from '../keys.js'
import { isCutOff } from '../network-state.js'
import type { Place } from '../shell.js'
import type { SimMac } from '../world.js'
import { Faults } from './faults.js'
import { serveSessions } from './session.js'

/** Password of every sim Mac, for the one case where macOS takes nothing else: locked by FileVault. */
export const PASSWORD = 'sim'

// Shown by macOS 26 before the first unlock (composed; manual page apple_ssh_and_filevault).
const LOCKED = `This system is locked. To unlock it, use a local account name and password.
Once successfully unlocked, you will be able to connect normally.
`

export interface MacServerOptions {
  readonly place: Place
  readonly mac: () => SimMac
  readonly key: () => HostKey
  readonly authorizedKeys: readonly string[]
  readonly unlock: () => Promise<void>
  readonly wake: () => Promise<void>
  readonly clearFault: (name: string) => void
  /** Where cables are real, a Mac has a network of its own to listen in. */
  readonly network: LabNetwork | null
  readonly exec: () => Promise<void>
}

/** The SSH server of one sim Mac: one port, which may be closed and opened again while the sim runs. */
export class MacServer {
  readonly #options: MacServerOptions
  readonly #keys: readonly ParsedKey[]
  readonly #servers = new Map<string, ssh2.Server>()
  readonly #sockets = new Set<Socket>()
  readonly #faults: Faults
  #tcp: TcpServer | null = null
  #opening: Promise<void> | null = null
  #drops = 0
  address = ''
  port = 0

  constructor(options: MacServerOptions) {
    this.#options = options
    this.#keys = options.authorizedKeys.map(parse)
    this.#faults = new Faults(options.place.folder.run, () => options.mac().faults, options.clearFault)
  }

  /** Opens the port: `wanted` if it is free, any when it is 0. Idempotent. */
  async listen(address = this.address, wanted = this.port): Promise<void> {
    if (this.#tcp !== null) return
    this.#opening ??= this.#open(address, wanted).finally(() => (this.#opening = null))
    await this.#opening
  }

  /** At a port below those that outgoing connections take, so that the same one is free when the sim starts again. */
  async listenAnywhere(): Promise<void> {
    for (let left = 20; left > 0; left -= 1) {
      try {
        return await this.listen('127.0.0.1', 20_000 + Math.floor(Math.random() * 12_000))
      } catch {
        // Taken: another one.
      }
    }
    await this.listen('127.0.0.1', 0)
  }

  async #open(address: string, wanted: number): Promise<void> {
    const { mac, network } = this.#options
    const { name } = mac()
    const tcp = createServer({ noDelay: true }, (socket) => this.#accept(socket))
    try {
      // As sshd of macOS does, at every address the Mac has, whether or not it has it now.
      const own = network?.address(name) === address ? await network.listen(name, '0.0.0.0', wanted) : null
      const at = own ?? { port: wanted, host: address, backlog: 511 }
      await new Promise<void>((resolve, reject) => tcp.once('error', reject).listen(at, resolve))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new Error(`the SSH server of ${name} cannot listen on ${address}:${wanted}: ${why}`)
    }
    this.#tcp = tcp
    this.address = address
    this.port = (tcp.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => undefined)
    const tcp = this.#tcp
    this.#tcp = null
    this.drop()
    if (tcp !== null) await new Promise((resolve) => tcp.close(resolve))
  }

  /** Ends every connection as a Mac that goes down does: no farewell. */
  drop(): void {
    this.#drops += 1
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  /** Lets changed faults take hold of open connections. */
  refresh(): void {
    for (const socket of this.#sockets) this.#faults.hold(socket)
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => socket.destroy())
    if (isCutOff(this.#options.mac())) return void socket.resume()
    if (this.#faults.attach(socket) === 'silent') return
    this.#faults.hold(socket)
    void this.#options.wake().then(() => {
      if (!socket.destroyed) this.#server().injectSocket(socket)
    })
  }

  /** ssh2 fixes key and banner per server; both may change while the sim runs. */
  #server(): ssh2.Server {
    const { privateKey } = this.#options.key()
    const { locked } = this.#options.mac()
    const name = `${locked} ${privateKey}`
    const made = this.#servers.get(name)
    if (made !== undefined) return made
    const config = { hostKeys: [privateKey], ident: 'OpenSSH_10.0', keepaliveInterval: 0 }
    const server = new ssh2.Server(locked ? { ...config, banner: LOCKED } : config)
    server.on('connection', (connection, info) => this.#serve(connection, { ip: info.ip, port: info.port }))
    this.#servers.set(name, server)
    return server
  }

  #serve(connection: Connection, from: { readonly ip: string; readonly port: number }): void {
    const client = `${from.ip} ${from.port}`
    const ends = { client, server: `${this.address} ${this.port}` }
    connection.on('error', () => undefined)
    connection.on('authentication', (context) => this.#authenticate(connection, context))
    connection.on('request', (accept) => accept?.())
    connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
      // A jump host inside the sim reaches other sim Macs and nothing else.
      if (!this.#reaches(destIP)) return void reject()
      const onward = connectTo(destPort, destIP)
      onward.once('error', () => reject())
      onward.once('connect', () => {
        const channel = accept()
        channel.on('error', () => onward.destroy()).on('close', () => onward.destroy())
        onward.on('error', () => channel.close())
        onward.pipe(channel).pipe(onward)
      })
    })
    const exec = async (): Promise<boolean> => {
      const before = this.#drops
      await this.#options.exec()
      return this.#drops === before
    }
    const room = (wanted: number): number => this.#faults.room(wanted)
    serveSessions(connection, { place: this.#options.place, ends, exec, room })
  }

  // With real cables this machine's loopback is none of the Mac's.
  #reaches(address: string): boolean {
    const { network } = this.#options
    return network === null ? address.startsWith('127.') || address === 'localhost' : network.has(address)
  }

  #authenticate(connection: Connection, context: AuthContext): void {
    const { locked, user, faults } = this.#options.mac()
    if (locked) return this.#unlock(connection, context, user)
    if (faults['refuse login'] !== undefined || context.method !== 'publickey' || context.username !== user)
      return context.reject(['publickey'])
    const { key, blob, signature, hashAlgo } = context
    const known = this.#keys.find(
      (each) => each.type === key.algo.replace(/^rsa-sha2-\d+$/, 'ssh-rsa') && each.getPublicSSH().equals(key.data),
    )
    if (known === undefined) return context.reject(['publickey'])
    if (signature && blob && known.verify(blob, signature, hashAlgo) !== true) return context.reject(['publickey'])
    context.accept()
  }

  /** Locked: keys are refused; the right password unlocks the disk and ends the connection. */
  #unlock(connection: Connection, context: AuthContext, user: string): void {
    if (context.method !== 'password' || context.username !== user || context.password !== PASSWORD)
      return context.reject(['password'])
    void this.#options.unlock().then(() => connection.end())
  }
}

function parse(line: string): ParsedKey {
  const parsed: ParsedKey | ParsedKey[] | Error = ssh2.utils.parseKey(line)
  const key: ParsedKey | Error | undefined = Array.isArray(parsed) ? (parsed as ParsedKey[])[0] : parsed
  if (key === undefined || key instanceof Error) throw new Error(`not a public key: ${line.slice(0, 40)}`)
  return key
}
