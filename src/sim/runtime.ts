import { join } from 'node:path'
import { claimDirectory, writeFacts, type SimAddress, type SimFacts } from './facts.js'
import { macFolder, makeMacFolder, simFolder, type MacFolder, type SimFolder } from './folder.js'
import { Daemon, type ToolRequest } from './daemon.js'
import { hostKey } from './keys.js'
import { unlock as unlockWorld } from './hands-on-world.js'
import { endProcesses } from './processes.js'
import { Answers } from './render.js'
import { placePython } from './python.js'
import { MacServer } from './ssh/server.js'
import { Store } from './store.js'
import { linkStubs, writeStubs } from './stubs.js'
import type { SimMac, Tool, ToolReply, World } from './world.js'

export interface RuntimeOptions {
  readonly world: World
  readonly directory: string
  readonly tools: readonly Tool[]
  readonly authorizedKeys: readonly string[]
  readonly listen: Readonly<Record<string, { readonly address: string; readonly port: number }>>
  readonly shell: 'sh' | 'bash'
  readonly python: string | null
}

interface PlayedMac {
  readonly folder: MacFolder
  readonly answers: Answers
  readonly server: MacServer
  /** The tail of this Mac's queue: its changes happen one after the other. */
  last: Promise<unknown>
}

/** Plays the Macs of one world: their folders, SSH servers, stand-ins and jobs. */
export class Runtime {
  readonly folder: SimFolder
  readonly store: Store
  readonly facts: SimFacts
  readonly #options: RuntimeOptions
  readonly #macs = new Map<string, PlayedMac>()
  readonly #daemon: Daemon
  control: (request: unknown) => Promise<unknown> = () => Promise.reject(new Error('no hands'))

  constructor(options: RuntimeOptions) {
    this.#options = options
    this.folder = simFolder(options.directory)
    this.facts = claimDirectory(this.folder)
    this.store = new Store(this.folder.world, options.world)
    this.#daemon = new Daemon({
      tool: (request) => this.#call(request),
      afterTool: (request, reply) => void this.#after(request, reply),
      control: (request) => this.control(request),
      replyFile: (mac, name) => join(this.#played(mac).folder.replies, name),
    })
  }

  async start(): Promise<void> {
    const { tools, shell } = this.#options
    await this.#daemon.start(this.folder)
    const names = writeStubs(
      this.folder,
      tools.map(({ name }) => name),
      shell,
    )
    for (const mac of Object.values(this.store.world.macs)) this.#prepare(mac, names)
    await this.renderAll()
    await Promise.all(Object.keys(this.store.world.macs).map((mac) => this.#open(mac)))
    writeFacts(this.folder, { ...this.facts, macs: this.addresses() })
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#macs.values()].map(({ server }) => server.close()))
    await this.#daemon.stop()
    await endProcesses(this.facts.id)
    this.store.save()
    writeFacts(this.folder, { ...this.facts, macs: this.addresses(), process: null })
  }

  addresses(): Record<string, SimAddress> {
    const entries = [...this.#macs].map(([name, { server }]) => {
      const { address, port } = server
      return [name, { address, port, user: this.store.mac(name).user, hostKey: this.#key(name).fingerprint }] as const
    })
    return Object.fromEntries(entries)
  }

  /** One change to the world, after which disk and wire say what the world says. */
  async change(work: (world: World) => void, ...macs: readonly string[]): Promise<void> {
    for (const mac of macs) this.#played(mac)
    work(this.store.world)
    await this.renderAll()
    await this.#wire()
  }

  async renderAll(): Promise<void> {
    await Promise.all(Object.keys(this.store.world.macs).map((mac) => this.render(mac)))
    this.store.save()
  }

  async render(mac: string): Promise<void> {
    await this.#played(mac).answers.render(this.store.world, this.store.mac(mac), this.#options.tools)
  }

  #prepare(mac: SimMac, names: readonly string[]): void {
    const { directory, python } = this.#options
    const folder = macFolder(directory, mac.name, mac.user)
    makeMacFolder(folder)
    linkStubs(this.folder, folder, names)
    placePython(folder, python)
    const server = new MacServer({
      place: { folder, user: mac.user, sim: this.facts.id },
      mac: () => this.store.mac(mac.name),
      key: this.#key(mac.name),
      authorizedKeys: this.#options.authorizedKeys,
      unlock: () => this.change((world) => unlockWorld(world, mac.name)),
      clearFault: (fault) => void this.change((world) => delete world.macs[mac.name]?.faults[fault]),
    })
    this.#macs.set(mac.name, { folder, server, answers: new Answers(folder), last: Promise.resolve() })
  }

  /** Where it was told to listen; else where it listened last time, if that is still free. */
  async #open(name: string): Promise<void> {
    const { server } = this.#played(name)
    const told = this.#options.listen[name]
    const last = this.facts.macs[name]
    if (told !== undefined) await server.listen(told.address, told.port)
    else if (last === undefined) await server.listen('127.0.0.1', 0)
    else await server.listen(last.address, last.port).catch(() => server.listen(last.address, 0))
    await this.#wireOne(name)
  }

  async #wire(): Promise<void> {
    await Promise.all([...this.#macs.keys()].map((name) => this.#wireOne(name)))
  }

  async #wireOne(name: string): Promise<void> {
    const { server } = this.#played(name)
    const mac = this.store.mac(name)
    if (!mac.on || mac.faults.down !== undefined) await server.close()
    else await server.listen()
    server.refresh()
  }

  #key(mac: string): ReturnType<typeof hostKey> {
    const { lab, seed } = this.store.world
    const other = this.store.mac(mac).faults['other host key']
    return hostKey(seed, lab, mac, ...(other === undefined ? [] : [other]))
  }

  async #call({ mac, tool, argv, stdin, root }: ToolRequest): Promise<ToolReply> {
    const found = this.#options.tools.find(({ name }) => name === tool)
    if (found === undefined) return { stdout: '', stderr: `${tool}: sim: no stand-in of this name\n`, exit: 64 }
    return this.inOrder(mac, async () => {
      const { folder } = this.#played(mac)
      const call = { world: this.store.world, mac: this.store.mac(mac), argv, stdin, root, folder: folder.root }
      const reply = await found.call(call)
      // A change on one Mac shows on those that it is cabled to; rendering writes only what differs.
      await this.renderAll()
      return reply
    })
  }

  /** Runs work on one Mac after all earlier work on it. */
  inOrder<T>(mac: string, work: () => Promise<T>): Promise<T> {
    const played = this.#played(mac)
    const next = played.last.then(work, work)
    played.last = next.catch(() => undefined)
    return next
  }

  async #after({ mac }: ToolRequest, { then }: ToolReply): Promise<void> {
    if (then === 'drop connections') this.#played(mac).server.drop()
  }

  #played(name: string): PlayedMac {
    const found = this.#macs.get(name)
    if (found !== undefined) return found
    throw new Error(
      `the sim of ${this.store.world.lab} plays no Mac ${name}; it plays ${[...this.#macs.keys()].join(', ')}`,
    )
  }
}
