// @ts-check
// MLX on this machine, for the tiny model, the single-rank reference and the tools of the mlx wheel; never for a Mac.
// `node tools/mlx.mjs [--lock]`
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildOnce, cacheRoot, inTemporaryFolder } from './cache.mjs'
import { withLock } from './lock.mjs'
import { findPython } from './python.mjs'
import { endCleanlyOnSignals, isMain, lastWords, run } from './run.mjs'
import { fetchUv, uvCompileArguments, uvEnvironment } from './uv.mjs'
import { MLX_LM_VERSION, MLX_VERSION, OLDEST_PYTHON, UV_VERSION } from './versions.mjs'

export const LOCK_FILE = fileURLToPath(new URL('mlx-requirements.lock', import.meta.url))

/** What the lock is compiled from: the CPU build on Linux, the ordinary wheel (Metal) on macOS. */
export const REQUIREMENTS = [
  `mlx[cpu]==${MLX_VERSION}; sys_platform == 'linux'`,
  `mlx==${MLX_VERSION}; sys_platform == 'darwin'`,
  `mlx-lm==${MLX_LM_VERSION}`,
]

/**
 * @typedef {object} HostMlx
 * @property {string} python interpreter of the environment that has mlx and mlx-lm
 * @property {string} bin its folder of programs (`mlx.launch`, `mlx.distributed_config`, `mlx_lm.server`)
 * @property {string} basePython the machine's own Python, for environments of the sim Macs
 * @property {string} uv
 * @property {string} uvCache
 * @property {boolean} built whether it was made just now
 */

/** @typedef {HostMlx & {why?: undefined}} Present */
/** @typedef {{python: null, why: string}} Absent callers go on with stand-in ranks and show `why` */

/**
 * An environment with the mlx and mlx-lm of our lock file, kept in the cache under the digest of all that it is made
 * of. Never throws for a machine that has no Python or cannot install MLX: that is an answer with a reason.
 * @param {{env?: import('./run.mjs').Env, say?: (line: string) => void}} [request] @returns {Promise<Present | Absent>}
 */
export async function hostMlx({ env = process.env, say = toStderr } = {}) {
  const found = await findPython(env)
  if (!found.python) return found
  try {
    return await environment(found.python, env, say)
  } catch (error) {
    return { python: null, why: `MLX cannot be installed here: ${/** @type {Error} */ (error).message}` }
  }
}

/**
 * @param {import('./python.mjs').Python} base @param {import('./run.mjs').Env} env @param {(line: string) => void} say
 * @returns {Promise<Present>}
 */
async function environment(base, env, say) {
  const { uv, cacheDir } = await fetchUv(base.path, env, say)
  const folder = join(cacheRoot(env), 'mlx', digest(base, readFileSync(LOCK_FILE, 'utf8')))
  const uvEnv = await uvEnvironment(base.path, env)
  const install = async (/** @type {string} */ temporary) => {
    say(
      `mlx: installing mlx ${MLX_VERSION} and mlx-lm ${MLX_LM_VERSION} for Python ${base.version}; about 30 s, 390 MB`,
    )
    await installInto(join(temporary, 'venv'), { uv, base, env: uvEnv })
  }
  const built = (await buildOnce(folder, install, say)) === 'built'
  const bin = join(folder, 'venv', 'bin')
  return { python: join(bin, 'python'), bin, basePython: base.path, uv, uvCache: cacheDir, built }
}

/** @param {import('./python.mjs').Python} base @param {string} lock @returns {string} */
function digest({ path, version }, lock) {
  const all = JSON.stringify([lock, path, version, process.platform, process.arch, UV_VERSION])
  return createHash('sha256').update(all).digest('hex').slice(0, 16)
}

/**
 * Relocatable, because the folder gets its final name only when everything in it has been verified.
 * @param {string} venv
 * @param {{uv: string, base: import('./python.mjs').Python, env: import('./run.mjs').Env}} tools
 */
async function installInto(venv, { uv, base, env }) {
  const python = join(venv, 'bin', 'python')
  const versions = 'from importlib.metadata import version as v; import mlx.core, mlx_lm; print(v("mlx"), v("mlx-lm"))'
  await must(uv, ['venv', '--quiet', '--relocatable', '--python', base.path, venv], env)
  await must(uv, ['pip', 'install', '--quiet', '--require-hashes', '--python', python, '-r', LOCK_FILE], env)
  const said = (await must(python, ['-c', versions], env)).trim()
  if (said !== `${MLX_VERSION} ${MLX_LM_VERSION}`) throw new Error(`the new environment has mlx and mlx-lm ${said}`)
}

/**
 * @param {string} program @param {string[]} args @param {import('./run.mjs').Env} env @returns {Promise<string>} stdout
 */
async function must(program, args, env) {
  const result = await run(program, args, { env })
  if (result.code !== 0) throw new Error(`${program} ${args.slice(0, 2).join(' ')} failed: ${lastWords(result)}`)
  return result.stdout
}

/**
 * Compiles the lock file anew; for whoever raises a version in versions.mjs.
 * @param {import('./run.mjs').Env} env
 */
async function writeLock(env) {
  const found = await findPython(env)
  if (!found.python) throw new Error(found.why)
  const python = found.python.path
  const { uv } = await fetchUv(python, env, toStderr)
  const scratch = join(cacheRoot(env), 'compile')
  const compile = async (/** @type {string} */ temporary) => {
    const [input, output] = [join(temporary, 'requirements.in'), join(temporary, 'requirements.lock')]
    writeFileSync(input, `${REQUIREMENTS.join('\n')}\n`)
    await must(uv, uvCompileArguments({ python: OLDEST_PYTHON, input, output }), await uvEnvironment(python, env))
    writeFileSync(LOCK_FILE, `${LOCK_HEADER}${readFileSync(output, 'utf8')}`)
  }
  await withLock(`${scratch}.lock`, toStderr, () => inTemporaryFolder(scratch, compile))
}

const LOCK_HEADER = `# The Python packages of hostMlx() in tools/mlx.mjs, for Linux and macOS, Python ${OLDEST_PYTHON} and later. Made anew by:
#   node tools/mlx.mjs --lock
`

/** @param {string} line */
function toStderr(line) {
  process.stderr.write(`${line}\n`)
}

if (isMain(import.meta.url)) {
  endCleanlyOnSignals()
  if (process.argv.includes('--lock')) await writeLock(process.env)
  else console.log(JSON.stringify(await hostMlx(), null, 2))
}
