import { join } from 'node:path'
import { LabNetwork } from './cables/lab-network.js'
import type { Bytes } from './cables/seen.js'
import { Daemon, type ToolRequest } from './daemon.js'
import type { Opened } from './domains.js'
import { claimDirectory, writeFacts, type SimAddress, type SimFacts } from './facts.js'
import { simFolder, type SimFolder } from './folder.js'
import { boot, clearFault, reboot, setLan, shutDown, unlock } from './hands-on-world.js'
import { launchctl } from './launchd/launchctl.js'
import { keyOf, PlayedMac } from './played-mac.js'
import { neighbourhood } from './neighbourhood.js'
import { endProcesses, simMark } from './processes.js'
import { Store } from './store.js'
import { writeStubs } from './stubs.js'
import type { Tool, ToolReply, World } from './world.js'

export interface RuntimeOptions {
  readonly world: World
  readonly directory: string
  readonly tools: readonly Tool[]
  readonly authorizedKeys: readonly string[]
  readonly listen: Readonly<Record<string, { readonly address: string; readonly port: number }>>
  readonly shell: 'sh' | 'bash'
  readonly python: string | null
  readonly cables: 'portable' | 'veth'
  readonly happenings: Happenings
}

/** What waits for something to happen on a Mac. */
export interface Happenings {
  /** A command has come in over SSH and is about to run. */
  exec(mac: string): Promise<void>
  /** A tool is about to change a Mac, perhaps; what is returned is to be called when it has, before it answers. */
  tell(mac: string): () => Promise<void>
}

/** Plays the Macs of one world; everything that changes it goes through here, so that disk and wire follow. */
export class Runtime {
  readonly folder: SimFolder
  readonly store: Store
  readonly #options: RuntimeOptions
  readonly #facts: SimFacts
  readonly #macs = new Map<string, PlayedMac>()
  readonly #daemon: Daemon
  readonly #tools: readonly Tool[]
  #network: LabNetwork | null = null

  constructor(options: RuntimeOptions, control: (request: unknown) => Promise<unknown>) {
    this.#options = options
    this.folder = simFolder(options.directory)
    this.#facts = claimDirectory(this.folder)
    this.store = new Store(this.folder.world, options.world)
    this.#tools = [...options.tools, launchctl((mac) => this.mac(mac).launchd)]
    this.#daemon = new Daemon({
      ...{ tool: (request) => this.#call(request), control },
      afterTool: (request, reply) => void this.#after(request, reply),
      replyFile: (mac, name) => join(this.mac(mac).folder.replies, name),
    })
  }

  async start(): Promise<void> {
    await this.#daemon.start(this.folder)
    const names = this.#tools.filter(({ elsewhere }) => elsewhere !== true).map(({ name }) => name)
    writeStubs(this.folder, names, this.#options.shell)
    if (this.#options.cables === 'veth') await this.#lay()
    const { python, authorizedKeys } = this.#options
    const network = this.#network
    const common = { store: this.store, folder: this.folder, sim: this.#facts.id, python, authorizedKeys, network }
    const changes = {
      wake: (mac: string) => this.#wake(mac),
      unlock: (mac: string) => this.unlock(mac),
      clearFault: (mac: string, fault: string) => void this.change((world) => clearFault(world, mac, fault)),
      exec: (mac: string) => this.#options.happenings.exec(mac),
    }
    for (const mac of Object.values(this.store.world.macs))
      this.#macs.set(mac.name, new PlayedMac(mac, { ...common, ...changes }))
    await Promise.all([...this.#macs.values()].map(({ launchd }) => launchd.resume()))
    await this.#renderAll()
    await Promise.all([...this.#macs.values()].map((mac) => this.#open(mac)))
    writeFacts(this.folder, { ...this.#facts, macs: this.addresses() })
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#macs.values()].map(({ server }) => server.close()))
    await this.#daemon.stop()
    await endProcesses(simMark(this.#facts.id))
    await this.#network?.remove()
    for (const { domains } of this.#macs.values()) domains.closeAll()
    this.store.save()
    writeFacts(this.folder, { ...this.#facts, macs: this.addresses(), process: null })
  }

  mac(name: string): PlayedMac {
    const found = this.#macs.get(name)
    if (found !== undefined) return found
    const names = [...this.#macs.keys()].join(', ')
    throw new Error(`the sim of ${this.store.world.lab} plays no Mac ${name}; it plays ${names}`)
  }

  addresses(): Record<string, SimAddress> {
    const entries = [...this.#macs].map(([name, { server }]) => {
      const mac = this.store.mac(name)
      const { address, port } = server
      return [name, { address, port, user: mac.user, hostKey: keyOf(this.store.world, mac).fingerprint }] as const
    })
    return Object.fromEntries(entries)
  }

  /** One change to the world, after which every tool tells the new truth. */
  async change(work: (world: World) => void): Promise<void> {
    work(this.store.world)
    await this.#network?.follow(this.store.world)
    await this.#renderAll()
    await Promise.all([...this.#macs.values()].map((mac) => mac.wire()))
  }

  /** A reboot with all that belongs to it. */
  async restart(name: string, change: (world: World) => void = (world) => reboot(world, name)): Promise<void> {
    await this.mac(name).end()
    change(this.store.world)
    await this.#comeUp(name)
  }

  async halt(name: string): Promise<void> {
    await this.mac(name).end()
    await this.change((world) => shutDown(world, name))
  }

  async turnOn(name: string): Promise<void> {
    boot(this.store.world, this.mac(name).name)
    await this.#comeUp(name)
  }

  async unlock(name: string): Promise<void> {
    unlock(this.store.world, this.mac(name).name)
    await this.#comeUp(name)
  }

  async killJob(name: string, label: string, signal: NodeJS.Signals): Promise<void> {
    await this.mac(name).launchd.crash(label, signal)
    await this.jobChanged(name, label)
  }

  /** A job's supervisor has seen something happen. */
  async jobChanged(name: string, label: string): Promise<void> {
    this.mac(name).launchd.settle(label)
    await this.#render(name)
    this.store.save()
  }

  /** A process on a Mac opens RDMA devices. */
  async openDevices(name: string, pid: number, devices: readonly string[]): Promise<Opened> {
    const opened = this.mac(name).domains.open(this.store.world, pid, devices)
    await this.#render(name)
    this.store.save()
    return opened
  }

  /** What the kernel of this machine counted on an interface of a Mac. */
  bytesOn(name: string, device: string): Promise<Bytes> {
    if (this.#network === null) throw new Error("no cable is real here: start the sim with cables: 'veth'")
    return this.#network.bytesOn(this.mac(name).name, device)
  }

  /** Lays real cables. A Mac's address on the LAN is the one by which it is truly reached, and its loopback has our door. */
  async #lay(): Promise<void> {
    const { world } = this.store
    const before = Object.values(this.#facts.macs)[0]?.address ?? null
    const network = await LabNetwork.open(this.#facts.id, world, before)
    this.#network = network
    for (const { name, lan } of Object.values(world.macs))
      if (lan?.address !== network.address(name)) setLan(world, name, network.address(name))
    await network.follow(world)
    for (const name of Object.keys(world.macs))
      await this.#daemon.alsoAt(await network.listen(name, '127.0.0.1', this.#daemon.port))
  }

  async #comeUp(name: string): Promise<void> {
    await this.#network?.follow(this.store.world)
    await this.mac(name).comeUp()
    await this.change(() => undefined)
  }

  async #renderAll(): Promise<void> {
    await Promise.all([...this.#macs.keys()].map((name) => this.#render(name)))
    this.store.save()
  }

  async #wake(name: string): Promise<void> {
    const { answers } = this.mac(name)
    if (answers.awake) return
    answers.awake = true
    await this.#render(name)
  }

  async #render(name: string): Promise<void> {
    this.mac(name).domains.settle()
    await this.mac(name).answers.render(this.store.world, this.store.mac(name), this.#tools)
  }

  /** Where it was told to listen; else where it listened last time, if that is still free and this machine has it. */
  async #open(mac: PlayedMac): Promise<void> {
    const told = this.#options.listen[mac.name]
    const last = this.#facts.macs[mac.name]
    if (told !== undefined) await mac.server.listen(told.address, told.port)
    else if (this.#network !== null) await mac.server.listen(this.#network.address(mac.name), 22)
    else if (last === undefined) await mac.server.listenAnywhere()
    else {
      const again = mac.server.listen(last.address, last.port).catch(() => mac.server.listen(last.address, 0))
      await again.catch(() => mac.server.listenAnywhere())
    }
    await mac.wire()
  }

  async #call({ mac: name, tool, argv, stdin, root }: ToolRequest): Promise<ToolReply> {
    const found = this.#tools.find((each) => each.name === tool)
    if (found === undefined) return { stdout: '', stderr: `${tool}: sim: no stand-in of this name\n`, exit: 64 }
    const { folder } = this.mac(name)
    return this.mac(name).inOrder(async () => {
      const world = this.store.world
      const told = this.#options.happenings.tell(name)
      const reply = await found.call({ world, mac: this.store.mac(name), argv, stdin, root, folder: folder.root })
      // A change on one Mac shows on those that it is cabled to.
      await this.#network?.follow(world)
      await this.#wake(name)
      await Promise.all(neighbourhood(world, name).map((each) => this.#render(each)))
      this.store.save()
      await told()
      return reply
    })
  }

  async #after({ mac }: ToolRequest, { then }: ToolReply): Promise<void> {
    if (then === 'drop connections') this.mac(mac).server.drop()
    if (then === 'reboot') await this.restart(mac)
    if (then === 'shutdown') await this.halt(mac)
  }
}
