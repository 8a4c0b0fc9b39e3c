import { mkdirSync, rmSync } from 'node:fs'
import { Domains } from './domains.js'
import { macFolder, makeMacFolder, type MacFolder, type SimFolder } from './folder.js'
import type { LabNetwork } from './cables/lab-network.js'
import { ForeignPrograms } from './foreign.js'
import { placeInstallers } from './installers.js'
import { hostKey } from './keys.js'
import { Launchd } from './launchd/launchd.js'
import { endProcesses, macMark } from './processes.js'
import { makeOwners } from './ownership.js'
import { placePython } from './python.js'
import { Answers } from './render.js'
import { MacServer } from './ssh/server.js'
import { placeStandInRank } from './stand-in-rank.js'
import type { Store } from './store.js'
import { linkStubs } from './stubs.js'
import type { SimMac, World } from './world.js'

export interface PlayOptions {
  readonly store: Store
  readonly folder: SimFolder
  /** The id of the sim, which all its processes carry. */
  readonly sim: string
  readonly python: string | null
  readonly authorizedKeys: readonly string[]
  /** Where cables are real. */
  readonly network: LabNetwork | null
  readonly unlock: (mac: string) => Promise<void>
  readonly clearFault: (mac: string, fault: string) => void
  /** Called when a command has come in, before it runs. */
  readonly exec: (mac: string) => Promise<void>
  /** Somebody comes: from now on this Mac's answers must be true at every moment. */
  readonly wake: (mac: string) => Promise<void>
}

/** One Mac at play: its folder, SSH server, launchd, rendered answers, and the order in which its changes happen. */
export class PlayedMac {
  readonly name: string
  readonly folder: MacFolder
  readonly answers: Answers
  readonly server: MacServer
  readonly launchd: Launchd
  readonly domains: Domains
  readonly #foreign: ForeignPrograms
  readonly #now: () => SimMac
  #last: Promise<unknown> = Promise.resolve()

  constructor(mac: SimMac, options: PlayOptions) {
    const { name, user } = mac
    const { store, sim, network } = options
    this.name = name
    this.folder = macFolder(options.folder.directory, name, user)
    makeMacFolder(this.folder)
    linkStubs(options.folder, this.folder)
    makeOwners(this.folder, user)
    placePython(this.folder, options.python)
    placeStandInRank(this.folder)
    placeInstallers(options.folder, this.folder, mac)
    const place = { folder: this.folder, user, sim, enter: network?.enter(name) ?? [] }
    this.#now = () => store.mac(name)
    this.answers = new Answers(this.folder)
    this.domains = new Domains(this.folder, this.#now)
    this.#foreign = new ForeignPrograms(place)
    this.launchd = new Launchd({ ...place, door: options.folder.door, mac: this.#now })
    this.server = new MacServer({
      ...{ place, mac: this.#now, key: () => keyOf(store.world, this.#now()), authorizedKeys: options.authorizedKeys },
      unlock: () => options.unlock(name),
      wake: () => options.wake(name),
      clearFault: (fault) => options.clearFault(name, fault),
      network,
      exec: () => options.exec(name),
    })
  }

  /** Runs work on this Mac after all earlier work on it. */
  inOrder<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work)
    this.#last = next.catch(() => undefined)
    return next
  }

  /** Lets what the world says about this Mac take hold of ports and connections. */
  async wire(): Promise<void> {
    const { on, faults } = this.#now()
    await this.#foreign.hold(faults['port taken'])
    if (!on || faults.down !== undefined) await this.server.close()
    else await this.server.listen()
    this.server.refresh()
  }

  /** Power off: connections and processes end, and what lives in memory or in /tmp is gone. */
  async end(): Promise<void> {
    await this.server.close()
    await endProcesses(macMark(this.folder.root))
    await this.#foreign.hold(undefined)
    this.domains.forget()
    rmSync(this.folder.temporary, { recursive: true, force: true })
    mkdirSync(this.folder.temporary, { recursive: true })
  }

  /** Loads what a boot loads; nothing of the system runs before a locked disk is unlocked. */
  async comeUp(): Promise<void> {
    if (this.#now().locked) this.launchd.unload()
    else await this.launchd.boot()
  }
}

/** With the fault `other host key` it is another Mac's. */
export function keyOf(world: World, mac: SimMac): ReturnType<typeof hostKey> {
  const other = mac.faults['other host key']
  return hostKey(world.seed, world.lab, mac.name, ...(other === undefined ? [] : [other]))
}
