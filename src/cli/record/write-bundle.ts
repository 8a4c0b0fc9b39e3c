import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { INDEX } from '../../bundle/index-file.js'
import { UsageError } from '../exit.js'

/** The files of each Mac's folder, by name. */
type Folders = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * Writes a bundle whole beside its place and then puts it there; an older bundle is replaced. Throws a UsageError on a
 * folder that holds anything else: it may be somebody's only copy.
 */
export function writeBundle(folder: string, folders: Folders): void {
  refuseOther(folder)
  mkdirSync(dirname(folder), { recursive: true })
  const fresh = mkdtempSync(`${folder}.new-`)
  for (const [mac, files] of Object.entries(folders)) {
    mkdirSync(join(fresh, mac))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(fresh, mac, name), text)
  }
  const old = `${fresh}.old`
  if (existsSync(folder)) renameSync(folder, old)
  renameSync(fresh, folder)
  rmSync(old, { recursive: true, force: true })
}

function refuseOther(folder: string): void {
  if (!existsSync(folder)) return
  const stray = strayIn(folder)
  if (stray === null) return
  throw new UsageError(
    `${folder} is no bundle of macloom (it holds ${stray}), and nothing in it was touched: ` +
      'name another folder after --to, one that is new, empty or a bundle',
  )
}

/** Something in the folder that no bundle of ours has, null when there is nothing. */
function strayIn(folder: string): string | null {
  try {
    const odd = readdirSync(folder).find((name) => !existsSync(join(folder, name, INDEX)))
    return odd ?? null
  } catch {
    return 'something that is no folder'
  }
}
