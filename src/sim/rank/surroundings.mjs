// @ts-check
// What a stand-in rank finds around it: its arguments and environment, which are those of a rank of MLX, and the faults
// of the sim Mac on which it runs.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** @param {string} name @returns {string} */
export const need = (name) => process.env[name] ?? leave(`${name} is not set`)

const root = need('MACLOOM_ROOT')
const base = dirname(root)
export const mac = basename(base)
/** Port and token of the sim that plays this Mac. */
export const door = join(base, '..', '..', 'door')

/** A fault of this Mac as it is now, null without it. @param {string} name @returns {string | null} */
export function fault(name) {
  const path = join(base, 'run', 'faults', name.replaceAll(' ', '-'))
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

/** @param {string} name @returns {string} */
export function option(name) {
  const at = process.argv.indexOf(name)
  return process.argv[at < 0 ? process.argv.length : at + 1] ?? leave(`${name} is missing`)
}

/** @param {string} name @param {string} value */
export function report(name, value) {
  const path = `${need('MACLOOM_RUN')}/${name}`
  writeFileSync(`${path}.new`, `${value}\n`)
  renameSync(`${path}.new`, path)
}

/** MLX waits so many seconds; the fault `rank in a hurry` makes it less. @param {number} seconds @returns {Promise<void>} */
export function pause(seconds) {
  const faster = Number(fault('rank in a hurry')) || 1
  return new Promise((resolve) => setTimeout(resolve, (seconds * 1000) / faster))
}

/** @param {string} why @returns {never} */
export function leave(why) {
  console.error(`stand-in rank: ${why}`)
  process.exit(1)
}
