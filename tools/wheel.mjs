// @ts-check
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { lastWords, run } from './run.mjs'

/** @typedef {{bin: string, sitePackages: string}} Installed */

/**
 * Installs one pinned package from the user's own package index into a throw-away environment in `folder`, lets
 * `keep` move out of it what is wanted, and removes the rest. Throws a sentence when the index has no such wheel or
 * cannot be reached.
 * @param {{python: string, requirement: string, folder: string, env: import('./run.mjs').Env}} what
 * @param {(installed: Installed) => void} keep
 */
export async function takeFromWheel({ python, requirement, folder, env }, keep) {
  const venv = join(folder, 'venv')
  const made = await run(python, ['-m', 'venv', venv], { env })
  if (made.code !== 0) throw new Error(`${python} -m venv failed: ${lastWords(made)}`)
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '--no-deps']
  const got = await run(join(venv, 'bin', 'python'), [...pip, requirement], { env, timeoutMs: 600_000 })
  if (got.code !== 0) throw new Error(`pip could not install ${requirement}: ${lastWords(got)}`)
  keep({ bin: join(venv, 'bin'), sitePackages: sitePackages(venv) })
  rmSync(venv, { recursive: true })
}

/** @param {string} venv @returns {string} */
function sitePackages(venv) {
  const version = readdirSync(join(venv, 'lib')).find((name) => name.startsWith('python'))
  if (!version) throw new Error(`the environment ${venv} has no lib/python folder`)
  return join(venv, 'lib', version, 'site-packages')
}
