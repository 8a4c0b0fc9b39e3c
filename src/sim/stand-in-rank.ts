import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MacFolder } from './folder.js'

/** Puts a rank that needs no Python where deployments with `standIn` look for it: `/opt/macloom/stand-in-rank`. */
export function placeStandInRank({ root }: Pick<MacFolder, 'root'>): void {
  const folder = join(root, 'opt', 'macloom')
  mkdirSync(folder, { recursive: true })
  const program = fileURLToPath(new URL('stand-in-rank.mjs', import.meta.url))
  const script = `#!/bin/sh\n# Stand-in: a rank without MLX, run by the Node of the machine that plays this sim Mac.\n`
  writeFileSync(join(folder, 'stand-in-rank'), `${script}exec '${process.execPath}' '${program}' "$@"\n`)
  chmodSync(join(folder, 'stand-in-rank'), 0o755)
}
