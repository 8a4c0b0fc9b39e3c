// @ts-check
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isExecutable, onPath, run } from '../run.mjs'
import { ENGINE_BINARIES, ENGINE_VERSION, OLDEST_ENGINE, atLeast } from '../versions.mjs'

/** @typedef {{dir: string, version: string}} Found */

/** What the stamp of a binary says that came with the official download, whatever its own version number is. */
export const OFFICIAL = `official ${ENGINE_VERSION}`

/**
 * The first `pulumi` on PATH that is new enough and has the language hosts it needs beside it or on PATH.
 * @param {readonly string[]} names @param {import('../run.mjs').Env} env @returns {Promise<Found | undefined>}
 */
export async function engineOnPath(names, env) {
  for (const pulumi of onPath('pulumi', env)) {
    const dir = dirname(pulumi)
    const complete = names.every((name) => isExecutable(join(dir, name)) || onPath(name, env).length > 0)
    const version = complete ? await versionOf(pulumi, env) : undefined
    if (version && atLeast(version, OLDEST_ENGINE)) return { dir, version }
  }
  return undefined
}

/**
 * What `pulumi version` answers, without its `v`; undefined when it does not run or says something else.
 * @param {string} pulumi @param {import('../run.mjs').Env} env @returns {Promise<string | undefined>}
 */
export async function versionOf(pulumi, env) {
  const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: 'true' }
  const { code, stdout } = await run(pulumi, ['version'], { env: quiet, timeoutMs: 20_000 })
  return code === 0 ? /^v?(\d+\.\d+\.\d+\S*)\s*$/.exec(stdout)?.[1] : undefined
}

/**
 * Those of `names` that our cache folder lacks, or holds in another version than this checkout wants.
 * @param {string} bin @param {readonly string[]} names @returns {string[]}
 */
export function missingFrom(bin, names) {
  return names.filter((name) => {
    const wanted = ENGINE_BINARIES.find((binary) => binary.name === name)
    const stamp = readStamp(bin, name)
    return !isExecutable(join(bin, name)) || (stamp !== OFFICIAL && stamp !== wanted?.version)
  })
}

/** @param {string} bin @param {string} name @returns {string} */
export function stampFile(bin, name) {
  return join(dirname(bin), `${name}.version`)
}

/** @param {string} bin @param {string} name @returns {string | undefined} */
function readStamp(bin, name) {
  try {
    return readFileSync(stampFile(bin, name), 'utf8').trim()
  } catch {
    return undefined
  }
}
