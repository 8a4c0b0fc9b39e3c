// @ts-check
import { onPath, run } from './run.mjs'
import { OLDEST_PYTHON, atLeast } from './versions.mjs'

const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.14', 'python']

// The base interpreter, not the shim or the virtual environment that happens to be first on PATH: those answer
// differently from another folder. Debian's bare python3 has venv but no ensurepip, and cannot make an environment.
const PROBE = `
import sys, json
import venv, ensurepip
print(json.dumps({"path": getattr(sys, "_base_executable", None) or sys.executable, "version": "%d.%d.%d" % sys.version_info[:3]}))
`

/** @typedef {{path: string, version: string}} Python */

/**
 * A Python of this machine that can make environments and is new enough for the lock file: `MACLOOM_PYTHON` if that
 * is set, else the first that fits on PATH. Where there is none, `why` says what was looked at.
 * @param {import('./run.mjs').Env} env
 * @returns {Promise<{python: Python, why?: undefined} | {python: null, why: string}>}
 */
export async function findPython(env) {
  const tried = []
  const named = env.MACLOOM_PYTHON
  for (const path of named ? [named] : NAMES.flatMap((name) => onPath(name, env))) {
    const python = await probe(path, env)
    if (python && atLeast(python.version, OLDEST_PYTHON)) return { python }
    tried.push(`${path} (${python ? python.version : 'does not run, or lacks venv or pip'})`)
  }
  const seen = tried.length > 0 ? `looked at ${tried.join(', ')}` : 'none is on PATH'
  return { python: null, why: `no Python ${OLDEST_PYTHON} or later with venv and pip: ${seen}` }
}

/** @param {string} path @param {import('./run.mjs').Env} env @returns {Promise<Python | undefined>} */
async function probe(path, env) {
  const { code, stdout } = await run(path, ['-c', PROBE], { env, timeoutMs: 20_000 })
  if (code !== 0) return undefined
  try {
    return JSON.parse(stdout)
  } catch {
    return undefined
  }
}
