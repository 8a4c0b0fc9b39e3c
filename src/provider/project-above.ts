import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder with Pulumi.yaml, from which relative paths of a lab file start; null where there is none above. */
export function projectAbove(folder: string): string | null {
  if (existsSync(join(folder, 'Pulumi.yaml'))) return folder
  return dirname(folder) === folder ? null : projectAbove(dirname(folder))
}
