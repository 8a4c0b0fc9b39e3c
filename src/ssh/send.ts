import { dirname } from 'node:path/posix'
import type { SFTPWrapper } from 'ssh2'
import { MacTrouble } from '../command/errors.js'
import type { ByteSource } from '../command/mac.js'
import { within } from './deadline.js'
import type { Line } from './line.js'
import { OtherSize, sendTrouble } from './send-trouble.js'

/**
 * Writes under way at once, and the size of one: enough for 100 ms of round trip at 80 MB/s. One write must fit into one
 * packet of OpenSSH (254 KiB): ssh2 sends what is too long in a second packet after the first was answered, behind
 * writes that were begun later, and a broken connection would leave a hole in a file that looks whole.
 */
const WINDOW = 64
const CHUNK = 128 * 2 ** 10

/** A write that takes longer than this has stalled, in seconds. */
const STALL = 60

export interface Parcel {
  readonly source: ByteSource
  /** The full path on the Mac, prefix included. */
  readonly to: string
  readonly from: number
  readonly progress: (bytes: number) => void
}

/** Appends to a file from an offset on. What `progress` reported is on the Mac; calling again sends the rest. */
export async function sendOver(line: Line, parcel: Parcel): Promise<void> {
  const link = await line.link()
  try {
    await link.sftp((sftp) => transfer(line.mac, sftp, parcel))
  } catch (err) {
    if (err instanceof MacTrouble) throw err
    const doing = `send ${parcel.source.name} to ${parcel.to}`
    throw line.broken(doing, err instanceof Error ? err.message : String(err), 'What arrived stays there')
  }
}

async function transfer(mac: string, sftp: SFTPWrapper, parcel: Parcel): Promise<void> {
  const { to, from, source } = parcel
  const fail = async (err: unknown): Promise<never> => {
    throw sendTrouble(mac, parcel, err, await freeBytes(sftp, dirname(to)))
  }
  // At offset 0 the file begins anew. Elsewhere it may be longer than it was: what a broken connection had under way is
  // still written for a moment, and these are the same bytes. It may not be shorter, or there would be a hole.
  const handle = await call<Buffer>((done) => {
    sftp.open(to, from === 0 ? 'w' : 'r+', done)
  }).catch(fail)
  try {
    const { size } = await call<{ size: number }>((done) => {
      sftp.fstat(handle, done)
    }).catch(fail)
    if (size < from) await fail(new OtherSize(`it has only ${String(size)} bytes there, not ${String(from)}`))
    if (size > source.size) {
      await call((done) => {
        sftp.fsetstat(handle, { size: source.size }, done)
      }).catch(fail)
    }
    const end = await pump(sftp, handle, parcel).catch(fail)
    if (end !== source.size)
      await fail(new OtherSize(`the source ended at byte ${String(end)} of ${String(source.size)}`))
  } finally {
    await call((done) => {
      sftp.close(handle, done)
    }).catch(() => undefined)
  }
}

/** Keeps a window of writes under way, and reports only what has arrived without a gap. Gives the offset of the end. */
async function pump(sftp: SFTPWrapper, handle: Buffer, parcel: Parcel): Promise<number> {
  const underWay: { readonly end: number; readonly written: Promise<unknown> }[] = []
  let position = parcel.from
  const settle = async (left: number): Promise<void> => {
    while (underWay.length > left) {
      const first = underWay.shift()
      if (first === undefined) return
      await within(STALL, first.written, () => new Error(`nothing was written for ${String(STALL)} s`))
      parcel.progress(first.end)
    }
  }
  for await (const bytes of parcel.source.read(parcel.from)) {
    for (let at = 0; at < bytes.length; at += CHUNK) {
      await settle(WINDOW - 1)
      const chunk = Buffer.from(bytes.subarray(at, at + CHUNK))
      const start = position
      const written = call((done) => {
        sftp.write(handle, chunk, 0, chunk.length, start, done)
      })
      written.catch(() => undefined)
      position += chunk.length
      underWay.push({ end: position, written })
    }
  }
  await settle(0)
  return position
}

/** Free bytes where the file lies, if this server can say; SFTP itself calls a full disk just a failure. */
async function freeBytes(sftp: SFTPWrapper, folder: string): Promise<number | null> {
  try {
    const found = await call<{ f_frsize: number; f_bavail: number }>((done) => {
      sftp.ext_openssh_statvfs(folder, done)
    })
    return found.f_frsize * found.f_bavail
  } catch {
    return null
  }
}

function call<T = unknown>(start: (done: (err: Error | null | undefined, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((err, value) => {
      if (err) reject(err)
      else resolve(value as T)
    })
  })
}
