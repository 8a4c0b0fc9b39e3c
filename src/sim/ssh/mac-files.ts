import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import type { MacFolder } from '../folder.js'
import { mayChange, mayWrite } from '../ownership.js'

export interface FileFacts {
  readonly mode: number
  readonly size: number
  readonly atimeMs: number
  readonly mtimeMs: number
}

interface Wanted {
  readonly mode?: number
  readonly size?: number
  readonly atime?: number
  readonly mtime?: number
}

type Open = { readonly path: string } & (
  | { readonly file: fs.FileHandle; readonly append: boolean }
  | { entries: { readonly name: string; readonly facts: FileFacts }[] }
)

/** How many of `wanted` bytes still fit on the disk of a Mac. */
export type Room = (wanted: number) => number

/** The files of one Mac as its SFTP server sees them: every path ends inside the private folder, or is refused. */
export class MacFiles {
  readonly #folder: MacFolder
  readonly #room: Room
  readonly #open = new Map<string, Open>()
  #count = 0

  constructor(folder: MacFolder, room: Room) {
    this.#folder = folder
    this.#room = room
  }

  /** Absolute paths as macOS has them get the root in front; those of a script on this Mac have it already. */
  canonical(path: string): string {
    const { root, home } = this.#folder
    if (path === root || path.startsWith(`${root}/`)) return trim(normalize(path))
    return trim(path.startsWith('/') ? join(root, normalize(path)) : join(home, path))
  }

  /** `flags` are those of SFTP version 3. */
  async open(path: string, flags: number, mode = 0o644): Promise<Buffer> {
    const place = await this.#inside(path)
    if ((flags & WRITE) !== 0) this.#allow(mayWrite(this.#folder, place))
    const file = await fs.open(place, systemFlags(flags), mode & 0o777)
    return this.#keep({ path: place, file, append: (flags & APPEND) !== 0 })
  }

  async read(handle: Buffer, offset: number, length: number): Promise<Buffer> {
    const { file } = this.#file(handle)
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(length, 1 << 18)), 0, undefined, offset)
    if (bytesRead === 0) throw problem('EOF', 'End of file')
    return buffer.subarray(0, bytesRead)
  }

  async write(handle: Buffer, offset: number, data: Buffer): Promise<void> {
    const { file, append } = this.#file(handle)
    const fits = data.subarray(0, this.#room(data.length))
    if (append) await file.appendFile(fits)
    else await file.write(fits, 0, fits.length, offset)
    if (fits.length < data.length) throw problem('ENOSPC', 'No space left on device')
  }

  async close(handle: Buffer): Promise<void> {
    const open = this.#get(handle)
    this.#open.delete(handle.toString('hex'))
    if ('file' in open) await open.file.close()
  }

  async closeAll(): Promise<void> {
    for (const open of this.#open.values()) if ('file' in open) await open.file.close().catch(() => undefined)
    this.#open.clear()
  }

  pathOf(handle: Buffer): string {
    return this.#get(handle).path
  }

  async handleFacts(handle: Buffer): Promise<FileFacts> {
    return this.#file(handle).file.stat()
  }

  async facts(path: string, which: 'follow' | 'itself'): Promise<FileFacts> {
    if (which === 'itself') return fs.lstat(await this.#inside(path, 'itself'))
    return fs.stat(await this.#inside(path))
  }

  async set(path: string, wanted: Wanted): Promise<void> {
    const place = await this.#inside(path)
    this.#allow(mayWrite(this.#folder, place))
    if (wanted.size !== undefined) await fs.truncate(place, wanted.size)
    if (wanted.mode !== undefined) await fs.chmod(place, wanted.mode & 0o777)
    if (wanted.mtime !== undefined) await fs.utimes(place, wanted.atime ?? wanted.mtime, wanted.mtime)
  }

  async openFolder(path: string): Promise<Buffer> {
    const place = await this.#inside(path)
    const names = ['.', '..', ...(await fs.readdir(place))]
    const facts = await Promise.all(names.map((name) => fs.lstat(join(place, name)).catch(() => null)))
    const entries = names.flatMap((name, at) => {
      const found = facts[at]
      return found ? [{ name, facts: found }] : []
    })
    return this.#keep({ path: place, entries })
  }

  async readFolder(handle: Buffer): Promise<readonly { readonly name: string; readonly facts: FileFacts }[]> {
    const open = this.#get(handle)
    if (!('entries' in open)) throw problem('EBADF', 'not a folder')
    const some = open.entries.splice(0, 200)
    if (some.length === 0) throw problem('EOF', 'End of file')
    return some
  }

  async remove(path: string): Promise<void> {
    await fs.unlink(await this.#changeable(path))
  }

  async makeFolder(path: string): Promise<void> {
    await fs.mkdir(await this.#changeable(path))
  }

  async removeFolder(path: string): Promise<void> {
    await fs.rmdir(await this.#changeable(path))
  }

  /** SFTP version 3 refuses to rename onto a file that is there; OpenSSH's server does so too. */
  async rename(from: string, to: string): Promise<void> {
    const target = await this.#changeable(to)
    const taken = await fs.access(target, constants.F_OK).then(
      () => true,
      () => false,
    )
    if (taken) throw problem('EEXIST', 'File exists')
    await fs.rename(await this.#changeable(from), target)
  }

  async link(target: string, path: string): Promise<void> {
    if (target.startsWith('/')) await this.#inside(target)
    await fs.symlink(target.startsWith('/') ? this.canonical(target) : target, await this.#changeable(path))
  }

  async target(path: string): Promise<string> {
    return fs.readlink(await this.#inside(path, 'itself'))
  }

  async #changeable(path: string): Promise<string> {
    const place = await this.#inside(path, 'itself')
    this.#allow(mayChange(this.#folder, place))
    return place
  }

  #allow(allowed: boolean): void {
    if (!allowed) throw problem('EACCES', 'Permission denied')
  }

  /** Where a path really ends; refuses one that a link leads out of the private folder. */
  async #inside(path: string, last: 'follow' | 'itself' = 'follow'): Promise<string> {
    const place = this.canonical(path)
    let real = last === 'itself' && place !== this.#folder.root ? dirname(place) : place
    const root = await fs.realpath(this.#folder.root)
    for (;;) {
      const found = await fs.realpath(real).catch(() => null)
      if (found === root || found?.startsWith(`${root}/`)) return place
      if (found !== null || real === dirname(real)) throw problem('EACCES', 'Permission denied')
      real = dirname(real)
    }
  }

  #keep(open: Open): Buffer {
    const handle = Buffer.alloc(4)
    handle.writeUInt32BE(++this.#count)
    this.#open.set(handle.toString('hex'), open)
    return handle
  }

  #get(handle: Buffer): Open {
    const open = this.#open.get(handle.toString('hex'))
    if (open === undefined) throw problem('EBADF', 'no such handle')
    return open
  }

  #file(handle: Buffer): Extract<Open, { file: unknown }> {
    const open = this.#get(handle)
    if (!('file' in open)) throw problem('EBADF', 'not a file')
    return open
  }
}

const [READ, WRITE, APPEND, CREATE, TRUNCATE, EXCLUSIVE] = [1, 2, 4, 8, 16, 32]

function systemFlags(flags: number): number {
  const both = (flags & READ) !== 0 && (flags & WRITE) !== 0
  const access = both ? constants.O_RDWR : flags & WRITE ? constants.O_WRONLY : constants.O_RDONLY
  const extras = [
    [APPEND, constants.O_APPEND],
    [CREATE, constants.O_CREAT],
    [TRUNCATE, constants.O_TRUNC],
    [EXCLUSIVE, constants.O_EXCL],
  ] as const
  return extras.reduce((sum, [flag, system]) => (flags & flag ? sum | system : sum), access)
}

function trim(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path
}

function problem(code: string, message: string): Error & { code: string } {
  return Object.assign(new Error(message), { code })
}
