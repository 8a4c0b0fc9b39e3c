// @ts-check
import { chmodSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { buildOnce, cacheRoot } from './cache.mjs'
import { run } from './run.mjs'
import { UV_VERSION } from './versions.mjs'
import { takeFromWheel } from './wheel.mjs'

/** @typedef {{uv: string, cacheDir: string}} Uv */

/**
 * The pinned `uv`, taken from its own Python wheel into our cache. Throws a sentence when the package index does not
 * give it.
 * @param {string} python @param {import('./run.mjs').Env} env @param {(line: string) => void} say @returns {Promise<Uv>}
 */
export async function fetchUv(python, env, say) {
  const folder = join(cacheRoot(env), 'uv', UV_VERSION)
  await buildOnce(
    folder,
    async (temporary) => {
      say(`uv: fetching ${UV_VERSION}`)
      const wheel = { python, requirement: `uv==${UV_VERSION}`, folder: temporary, env }
      await takeFromWheel(wheel, ({ bin }) => renameSync(join(bin, 'uv'), join(temporary, 'uv')))
      chmodSync(join(temporary, 'uv'), 0o755)
    },
    say,
  )
  return { uv: join(folder, 'uv'), cacheDir: uvCacheDir(env) }
}

/**
 * One cache for every use of uv, the sim Macs' too: a wheel is fetched once per machine and then hard-linked.
 * @param {import('./run.mjs').Env} env @returns {string}
 */
export function uvCacheDir(env) {
  return env.UV_CACHE_DIR || join(cacheRoot(env), 'uv-cache')
}

/**
 * The environment that uv runs in: our cache, no Python downloads (package registries do not offer them), and the
 * index that the user's pip is set to when uv itself has not been told of one.
 * @param {string} python @param {import('./run.mjs').Env} env @returns {Promise<import('./run.mjs').Env>}
 */
export async function uvEnvironment(python, env) {
  const { code, stdout } = await run(python, ['-m', 'pip', 'config', 'get', 'global.index-url'], { env })
  const index = code === 0 && !env.UV_DEFAULT_INDEX && !env.UV_INDEX_URL ? stdout.trim() : ''
  const own = {
    UV_CACHE_DIR: uvCacheDir(env),
    UV_PYTHON_DOWNLOADS: 'never',
    UV_NO_PROGRESS: '1',
    VIRTUAL_ENV: undefined,
  }
  return { ...env, ...own, ...(index ? { UV_DEFAULT_INDEX: index } : {}) }
}

/**
 * What `uv` is told to make one lock with hashes for Linux and macOS from a requirements file. `python` is the oldest
 * version that will install it. The result names no index, path or host.
 * @param {{python: string, input: string, output: string}} lock @returns {string[]}
 */
export function uvCompileArguments({ python, input, output }) {
  const quietly = ['--no-header', '--no-annotate', '--no-emit-index-url', '--no-emit-find-links', '--quiet']
  return [
    'pip',
    'compile',
    '--universal',
    '--generate-hashes',
    '--python-version',
    python,
    ...quietly,
    '-o',
    output,
    input,
  ]
}
