// @ts-check
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stampFile } from './found.mjs'

/**
 * Moves one finished binary into the cache. The stamp comes last: a binary without it counts as absent, so an
 * interruption at any point leaves nothing that looks whole and is not.
 * @param {string} file @param {string} bin @param {string} name @param {string} stamp
 */
export function place(file, bin, name, stamp) {
  mkdirSync(bin, { recursive: true })
  chmodSync(file, 0o755)
  renameSync(file, join(bin, name))
  const draft = join(dirname(bin), `.${name}.version.part`)
  writeFileSync(draft, `${stamp}\n`)
  renameSync(draft, stampFile(bin, name))
}
