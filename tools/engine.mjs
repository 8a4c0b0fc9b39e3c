// @ts-check
// How a fresh machine gets the Pulumi engine. `node tools/engine.mjs [--json | --path] [--need nodejs,yaml]`
import { join } from 'node:path'
import { cacheRoot, inTemporaryFolder } from './cache.mjs'
import { buildEngine } from './engine/build.mjs'
import { downloadEngine } from './engine/download.mjs'
import { engineOnPath, missingFrom } from './engine/found.mjs'
import { withLock } from './lock.mjs'
import { endCleanlyOnSignals, isMain } from './run.mjs'
import { ENGINE_VERSION, OLDEST_ENGINE } from './versions.mjs'

/**
 * @typedef {object} Engine
 * @property {string} dir folder that holds `pulumi`; put it first on PATH
 * @property {string} version
 * @property {'path' | 'cache' | 'download' | 'build'} source
 */

/**
 * @typedef {object} EngineRequest
 * @property {readonly ('nodejs' | 'yaml')[]} [need] language hosts that must be there
 * @property {import('./run.mjs').Env} [env]
 * @property {(line: string) => void} [say] progress, one line at a time
 */

/** The engine is not here and cannot be fetched or built; the message says what was tried and what to do. */
export class EngineMissing extends Error {
  /** @override */
  name = 'EngineMissing'
}

/**
 * A Pulumi engine with the language hosts asked for: from PATH, from our cache, by download, by Go build, in this
 * order. Throws EngineMissing when none of them works.
 * @param {EngineRequest} [request] @returns {Promise<Engine>}
 */
export async function engineBin({ need = ['nodejs'], env = process.env, say = toStderr } = {}) {
  const names = ['pulumi', ...need.map((language) => `pulumi-language-${language}`)]
  const found = await engineOnPath(names, env)
  if (found) return { ...found, source: 'path' }
  const bin = join(cacheRoot(env), 'engine', ENGINE_VERSION, 'bin')
  const engine = { dir: bin, version: ENGINE_VERSION }
  if (missingFrom(bin, names).length === 0) return { ...engine, source: 'cache' }
  return withLock(`${bin}.lock`, say, async () => {
    const missing = missingFrom(bin, names)
    if (missing.length === 0) return { ...engine, source: 'cache' }
    const get = (/** @type {string} */ temporary) => obtain({ bin, temporary, env, say }, missing)
    return { ...engine, source: await inTemporaryFolder(bin, get) }
  })
}

/**
 * @param {import('./engine/download.mjs').Job} job @param {readonly string[]} missing
 * @returns {Promise<'download' | 'build'>}
 */
async function obtain(job, missing) {
  try {
    await downloadEngine(job)
    return 'download'
  } catch (download) {
    job.say(`engine: no official download: ${messageOf(download)}`)
    try {
      await buildEngine(job, missing)
      return 'build'
    } catch (build) {
      throw new EngineMissing(missingSentence(job.bin, messageOf(download), messageOf(build)))
    }
  }
}

/** @param {string} bin @param {string} download @param {string} build @returns {string} */
function missingSentence(bin, download, build) {
  return [
    `The Pulumi engine is missing and cannot be had here. Tried:`,
    `  PATH: no pulumi ${OLDEST_ENGINE} or later with its language hosts`,
    `  cache: ${bin} does not have it`,
    `  download: ${download}`,
    `  Go build: ${build}`,
    `Nothing was changed. Install the engine (https://www.pulumi.com/docs/install/) so that it is on PATH, or let this`,
    `machine reach that site or a Go module proxy, or copy a filled cache folder here and name it in MACLOOM_CACHE.`,
  ].join('\n')
}

/** @param {unknown} error @returns {string} */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error)
}

/** @param {string} line */
function toStderr(line) {
  process.stderr.write(`${line}\n`)
}

/** @param {readonly string[]} argv @returns {Promise<number>} the exit code */
async function main(argv) {
  try {
    const names = (argv[argv.indexOf('--need') + 1] ?? '').split(',')
    const wanted = argv.includes('--need') ? names.filter((name) => name === 'nodejs' || name === 'yaml') : undefined
    const engine = await engineBin(wanted ? { need: wanted } : {})
    const { dir, version, source } = engine
    if (argv.includes('--json')) console.log(JSON.stringify(engine))
    else console.log(argv.includes('--path') ? dir : `Pulumi engine ${version} in ${dir} (${source})`)
    return 0
  } catch (error) {
    toStderr(messageOf(error))
    return 1
  }
}

if (isMain(import.meta.url)) {
  endCleanlyOnSignals()
  process.exitCode = await main(process.argv.slice(2))
}
