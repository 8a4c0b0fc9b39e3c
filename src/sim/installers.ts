import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MacFolder, SimFolder } from './folder.js'
import type { SimMac } from './world.js'

/** Puts the full installers of a Mac where macOS has them; their program asks the daemon like every other stand-in. */
export function placeInstallers({ stubs }: SimFolder, { root, bin }: MacFolder, { installers }: SimMac): void {
  for (const app of Object.keys(installers)) {
    const folder = join(root, 'Applications', app, 'Contents', 'Resources')
    mkdirSync(folder, { recursive: true })
    const program = join(folder, 'startosinstall')
    writeFileSync(program, `#!/bin/sh\nexec '${stubs}/.ask' '${bin}/startosinstall' '${app}' "$@"\n`)
    chmodSync(program, 0o755)
  }
}
