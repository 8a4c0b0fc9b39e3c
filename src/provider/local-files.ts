import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { MacTrouble } from '../command/errors.js'
import type { ByteSource, LocalFiles } from '../command/mac.js'

/** Bytes per read; a transfer keeps several under way. */
const PIECE = 2 ** 20

/** The operator's disk. Relative folders start from `directory`, the folder of the project. */
export function localFiles(directory: string): LocalFiles {
  return { open: (folder, name) => open(resolve(directory, folder), name) }
}

async function open(folder: string, name: string): Promise<ByteSource> {
  const path = join(folder, name)
  if (!path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`))
    throw missing(path, 'it lies outside of the folder')
  try {
    const { size } = await stat(path)
    return { name, size, read: (from) => createReadStream(path, { start: from, highWaterMark: PIECE }) }
  } catch (error) {
    throw missing(path, error instanceof Error ? error.message : String(error))
  }
}

function missing(path: string, seen: string): MacTrouble {
  return new MacTrouble('precondition', {
    doing: `read ${path} on the operator's disk`,
    seen,
    unchanged: 'Nothing of it was sent',
    next: 'Put the file there, or correct `folder` of the model in the lab file',
  })
}
