import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { MacFolder } from './folder.js'
import { isAlive, signal, startOf, type ProcessId } from './processes.js'
import { PROTECTION_DOMAINS, reachableGids } from './rdma.js'
import type { SimMac, World } from './world.js'

const holder = z.strictObject({ pid: z.number(), start: z.string(), devices: z.array(z.string()) })

/** What the kernel answers to a process that opens RDMA devices, one protection domain on each. */
export interface Opened {
  /** The first device without a domain to give; then nothing was opened. */
  readonly refused: string | null
  /** Where the process says that it gives everything back: it renames this file to `….closed` before it ends. */
  readonly file: string
  /** For each device the IPv4-mapped GIDs that its cable leads to. */
  readonly reach: readonly (readonly string[])[]
}

/**
 * The protection domains of one Mac. The world counts them; a file for each process that holds some says whose they are.
 * A process that ends by itself closes its devices. One that is killed or crashes does not, and its domains stay away
 * until the next boot (facts 3.5).
 */
export class Domains {
  readonly #folder: string
  readonly #mac: () => SimMac

  constructor({ run }: MacFolder, mac: () => SimMac) {
    this.#folder = join(run, 'domains')
    this.#mac = mac
  }

  open(world: World, pid: number, devices: readonly string[]): Opened {
    this.settle()
    const counts = this.#mac().protectionDomains
    const file = join(this.#folder, String(pid))
    const refused = devices.find((each, at) => (counts[each] ?? 0) + among(devices, each, at) > PROTECTION_DOMAINS)
    const start = startOf(pid)
    if (refused !== undefined || start === null) return { refused: refused ?? devices[0] ?? '', file, reach: [] }
    mkdirSync(this.#folder, { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify({ pid, start, devices }))
    renameSync(`${file}.new`, file)
    for (const each of devices) counts[each] = (counts[each] ?? 0) + 1
    return { refused: null, file, reach: devices.map((each) => reachableGids(world, this.#mac(), each)) }
  }

  /** Takes note of what happened to the holders. */
  settle(): void {
    for (const [path, { devices, ...process }] of this.#holders()) {
      if (path.endsWith('.closed')) this.#giveBack(devices)
      else if (isAlive(process)) {
        this.#crashWithoutLink(process, devices)
        continue
      }
      rmSync(path, { force: true })
    }
  }

  /** Whoever holds something now gives it back: the sim stopped them, which is no event on the Mac. */
  closeAll(): void {
    for (const [path, { devices }] of this.#holders()) {
      this.#giveBack(devices)
      rmSync(path, { force: true })
    }
  }

  /** Power off: the kernel forgets them all; the boot empties the counts. */
  forget(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #holders(): [path: string, z.infer<typeof holder>][] {
    if (!existsSync(this.#folder)) return []
    const names = readdirSync(this.#folder).filter((name) => /^\d+(\.closed)?$/.test(name))
    return names.flatMap((name) => {
      const path = join(this.#folder, name)
      // The process may rename its file between the two lines.
      return existsSync(path) ? [[path, holder.parse(JSON.parse(readFileSync(path, 'utf8')))]] : []
    })
  }

  #giveBack(devices: readonly string[]): void {
    const counts = this.#mac().protectionDomains
    for (const each of devices) counts[each] = Math.max(0, (counts[each] ?? 0) - 1)
  }

  /** A cable that goes ends the processes at both of its ends, in `tbt_post_recv` (mlx#4192). */
  #crashWithoutLink(process: ProcessId, devices: readonly string[]): void {
    const { interfaces } = this.#mac().kernel
    if (devices.some((each) => interfaces[each.replace(/^rdma_/, '')]?.linked !== true)) signal(process, 'SIGSEGV')
  }
}

/** How often a device stands in a list up to a place, that place included. */
function among(devices: readonly string[], device: string, at: number): number {
  return devices.slice(0, at + 1).filter((each) => each === device).length
}
