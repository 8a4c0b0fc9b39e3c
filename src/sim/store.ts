import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { world as worldSchema, type SimMac, type World } from './world.js'

/** Holds the one world of a sim and keeps its file up to date: written whole, renamed into place. */
export class Store {
  readonly world: World
  readonly #path: string
  #saved = ''

  /** A directory that holds a world goes on with it; `fresh` is what a new directory begins with. */
  constructor(path: string, fresh: World) {
    this.#path = path
    this.world = existsSync(path) ? readWorld(path) : worldSchema.parse(structuredClone(fresh))
    this.save()
  }

  mac(name: string): SimMac {
    const found = this.world.macs[name]
    if (found === undefined) {
      const known = Object.keys(this.world.macs).join(', ')
      throw new Error(`the sim ${this.world.lab} has no Mac ${name}; it has ${known}`)
    }
    return found
  }

  /** Saves if anything differs from what the file holds. */
  save(): void {
    const text = `${JSON.stringify(this.world, null, 1)}\n`
    if (text === this.#saved) return
    writeFileSync(`${this.#path}.new`, text)
    renameSync(`${this.#path}.new`, this.#path)
    this.#saved = text
  }
}

/** Reads a world from a file; throws with the path when it is none. */
export function readWorld(path: string): World {
  const read = worldSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (read.success) return read.data
  const first = read.error.issues[0]
  throw new Error(`${path} holds no sim world: ${first?.path.join('.') ?? ''}: ${first?.message ?? 'unreadable'}`)
}
