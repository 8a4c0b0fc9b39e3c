import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MacFolder } from './folder.js'

/** Puts the host's Python where a provisioned one would be: `/opt/macloom/python3`, by name a stand-in. */
export function placePython(folder: MacFolder, python: string | null): void {
  const place = join(folder.root, 'opt', 'macloom')
  if (python === null) return rmSync(join(place, 'python3'), { force: true })
  mkdirSync(place, { recursive: true })
  const script = `#!/bin/sh\n# Stand-in: the Python of the machine that plays this sim Mac.\nexec '${python}' "$@"\n`
  writeFileSync(join(place, 'python3'), script)
  chmodSync(join(place, 'python3'), 0o755)
}
