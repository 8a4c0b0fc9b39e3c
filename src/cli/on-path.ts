import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The first folder of PATH, and of further folders after it, that holds an executable of that name. */
export function folderOf(program: string, path: string | undefined, more: readonly string[] = []): string | undefined {
  const folders = [...(path ?? '').split(delimiter).filter((folder) => folder !== ''), ...more]
  return folders.find((folder) => runs(join(folder, program)))
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
