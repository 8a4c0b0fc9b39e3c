import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { MacFolder } from './folder.js'
import { answerName } from './stubs.js'
import type { SimMac, Tool, ToolReply, World } from './world.js'

// A file name holds at most 255 bytes on every system we run on; longer argument lists are asked of the daemon.
const LONGEST = 240

/** Keeps the answers of one Mac's read-only tools on its disk, so that a look costs no process of ours. */
export class Answers {
  readonly #folder: MacFolder
  readonly #written = new Map<string, string>()
  #faults = ''
  /** Answers are made when somebody first comes to this Mac, and kept true from then on. */
  awake = false

  constructor(folder: MacFolder) {
    this.#folder = folder
    // An earlier sim may have left answers of another world.
    rmSync(folder.answers, { recursive: true, force: true })
    mkdirSync(folder.answers, { recursive: true })
  }

  /** Writes every answer that differs from the one on disk and removes those that no longer exist. */
  async render(world: World, mac: SimMac, tools: readonly Tool[]): Promise<void> {
    this.#writeFaults(mac)
    if (!this.awake) return
    const seen = new Set<string>()
    for (const tool of tools) {
      for (const argv of tool.reads?.(world, mac) ?? []) {
        const name = answerName(argv)
        if (Buffer.byteLength(name) > LONGEST) continue
        const call = { world, mac, argv, stdin: '', root: false, folder: this.#folder.root }
        this.#write(join(tool.name, name), await tool.call(call))
        seen.add(join(tool.name, name))
      }
    }
    for (const gone of [...this.#written.keys()].filter((key) => !seen.has(key))) this.#remove(gone)
  }

  #write(key: string, reply: ToolReply): void {
    const content = JSON.stringify([reply.stdout, reply.stderr, reply.exit])
    if (this.#written.get(key) === content) return
    const path = join(this.#folder.answers, key)
    const replace = this.#written.has(key) ? rename : writeFileSync
    if (!this.#written.has(key)) mkdirSync(dirname(path), { recursive: true })
    if (reply.exit === 0 && reply.stderr === '') {
      replace(path, reply.stdout)
      rmSync(`${path}.exit`, { force: true })
    } else {
      replace(`${path}.out`, reply.stdout)
      replace(`${path}.err`, reply.stderr)
      replace(`${path}.exit`, `${reply.exit}\n`)
      rmSync(path, { force: true })
    }
    this.#written.set(key, content)
  }

  #remove(key: string): void {
    for (const end of ['', '.exit', '.out', '.err']) rmSync(join(this.#folder.answers, key + end), { force: true })
    this.#written.delete(key)
  }

  /** Faults that scripts obey, one file each: `sudo asks` becomes run/faults/sudo-asks. */
  #writeFaults(mac: SimMac): void {
    const folder = join(this.#folder.run, 'faults')
    const content = JSON.stringify(mac.faults)
    if (this.#faults === content) return
    rmSync(folder, { recursive: true, force: true })
    if (mac.faults['disk full'] === undefined) rmSync(join(this.#folder.run, 'room'), { force: true })
    mkdirSync(folder, { recursive: true })
    for (const [name, value] of Object.entries(mac.faults))
      writeFileSync(join(folder, name.replaceAll(/[ /]/g, '-')), value)
    this.#faults = content
  }
}

function rename(path: string, text: string): void {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}
