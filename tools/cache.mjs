// @ts-check
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { withLock } from './lock.mjs'

/**
 * The folder outside the repository where everything slow is kept: `MACLOOM_CACHE`, else `~/.cache/macloom`.
 * @param {import('./run.mjs').Env} env @returns {string}
 */
export function cacheRoot(env) {
  return env.MACLOOM_CACHE || join(env.HOME || homedir(), '.cache', 'macloom')
}

/**
 * Makes `target` by letting `build` fill a temporary folder beside it and renaming that: `target` is whole or absent,
 * whenever a build is interrupted. Two runs at once build once; the second waits and finds the result.
 * @template T
 * @param {string} target
 * @param {(temporary: string) => Promise<T>} build
 * @param {(line: string) => void} say
 * @returns {Promise<'cached' | 'built'>}
 */
export async function buildOnce(target, build, say) {
  if (existsSync(target)) return 'cached'
  return withLock(`${target}.lock`, say, async () => {
    if (existsSync(target)) return 'cached'
    await inTemporaryFolder(target, async (temporary) => {
      await build(temporary)
      renameSync(temporary, target)
    })
    return 'built'
  })
}

/**
 * Gives `work` an empty folder beside `target` and removes it afterwards. Call it with the lock of `target` held: it
 * also sweeps up what an interrupted run has left.
 * @template T
 * @param {string} target @param {(temporary: string) => Promise<T>} work @returns {Promise<T>}
 */
export async function inTemporaryFolder(target, work) {
  const [folder, prefix] = [dirname(target), `.${basename(target)}.part-`]
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) if (name.startsWith(prefix)) removeFolder(join(folder, name))
  const temporary = mkdtempSync(join(folder, prefix))
  const sweep = () => removeFolder(temporary)
  process.once('exit', sweep)
  try {
    return await work(temporary)
  } finally {
    process.removeListener('exit', sweep)
    sweep()
  }
}

/** @param {string} folder */
function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true })
}
