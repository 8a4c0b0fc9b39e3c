import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { MacTrouble } from '../command/errors.js'
import type { ByteSource, LocalFiles } from '../command/mac.js'

/** Files on the operator's disk; relative folders start from the project. Throws `precondition` for what is not there. */
export function localFiles(directory: string): LocalFiles {
  return { open: (folder, name) => openFile(resolve(directory, folder, name), name) }
}

async function openFile(path: string, name: string): Promise<ByteSource> {
  const found = await stat(path).catch((error: unknown) => {
    throw new MacTrouble(
      'precondition',
      {
        doing: `open ${name} on this computer`,
        seen: `${path} cannot be read`,
        unchanged: 'No Mac was changed by this step',
        next: 'Put the file there, or write the lock file anew with `macloom lock`',
      },
      error,
    )
  })
  return { name, size: found.size, read: (from) => createReadStream(path, { start: from }) }
}
