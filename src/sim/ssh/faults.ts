import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'

/** The faults that act on the wire of one Mac, and the account of a full disk; names and meanings are in fault-names.ts. */
export class Faults {
  readonly #faults: () => Readonly<Record<string, string>>
  readonly #clear: (name: string) => void
  readonly #room: string

  constructor(run: string, faults: () => Readonly<Record<string, string>>, clear: (name: string) => void) {
    this.#room = join(run, 'room')
    this.#faults = faults
    this.#clear = clear
  }

  /** Prepares a fresh connection. */
  attach(socket: Socket): 'speaks' | 'silent' {
    const faults = this.#faults()
    if (faults.silent !== undefined) {
      socket.resume()
      return 'silent'
    }
    if (faults.reset !== undefined) {
      setImmediate(() => socket.resetAndDestroy())
      return 'silent'
    }
    const limit = faults['drop once after'] ?? faults['drop after']
    if (limit !== undefined) this.#dropAfter(socket, Number(limit))
    if (faults.delay !== undefined) delay(socket, Number(faults.delay))
    return 'speaks'
  }

  /** Freezes or thaws an open connection. */
  hold(socket: Socket): void {
    const frozen = this.#faults().freeze !== undefined
    if (frozen && !socket.isPaused()) {
      socket.pause()
      socket.cork()
    } else if (!frozen && socket.writableCorked > 0) {
      socket.uncork()
      socket.resume()
    }
  }

  /** How many of `wanted` bytes still fit; the stand-ins of tee, cat, dd and cp keep the same account. */
  room(wanted: number): number {
    const full = this.#faults()['disk full']
    if (full === undefined) return wanted
    const [of, rest] = existsSync(this.#room) ? readFileSync(this.#room, 'utf8').split(' ') : []
    const left = of === (full || '0') ? Number(rest) : Number(full || 0)
    const fits = Math.min(wanted, left)
    writeFileSync(this.#room, `${full || '0'} ${left - fits}`)
    return fits
  }

  /** Cuts to the byte: what is sent is shortened, what comes in is counted. */
  #dropAfter(socket: Socket, limit: number): void {
    let left = limit
    const spend = (bytes: number): number => {
      const part = Math.min(bytes, left)
      left -= part
      if (left === 0) {
        if (this.#faults()['drop once after'] !== undefined) this.#clear('drop once after')
        setImmediate(() => socket.resetAndDestroy())
      }
      return part
    }
    const write = socket.write.bind<(data: Uint8Array) => boolean>(socket)
    socket.write = (data: string | Uint8Array): boolean => {
      const bytes = Buffer.from(data as Uint8Array)
      return left === 0 ? false : write(bytes.subarray(0, spend(bytes.length)))
    }
    socket.prependListener('data', (chunk: Buffer) => void spend(chunk.length))
  }
}

function delay(socket: Socket, milliseconds: number): void {
  const write = socket.write.bind<(data: Uint8Array) => boolean>(socket)
  socket.write = (data: string | Uint8Array): boolean => {
    const bytes = Buffer.from(data as Uint8Array)
    setTimeout(() => socket.destroyed || write(bytes), milliseconds)
    return true
  }
}
