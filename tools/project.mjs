// @ts-check
// The two steps that concern the checkout itself: its npm packages and its compiled output.
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './lock.mjs'
import { run } from './run.mjs'

export const PROJECT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/** @typedef {{project?: string, env?: import('./run.mjs').Env, say?: (line: string) => void}} Where */

/**
 * Installs the npm packages of the lock file when they are missing or older than it. Returns whether they were there.
 * @param {Where} [where] @returns {Promise<boolean>}
 */
export async function installDependencies({ project = PROJECT, env = process.env, say = () => {} } = {}) {
  if (dependenciesAreCurrent(project)) return true
  return withLock(join(project, '.macloom', 'prepare.lock'), say, async () => {
    if (dependenciesAreCurrent(project)) return true
    say('npm packages: npm ci, about half a minute')
    const { code, stdout, stderr } = await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: project, env })
    if (code !== 0) throw new Error(`npm ci failed with exit code ${code}:\n${(stderr || stdout).trim()}`)
    return false
  })
}

/** @param {string} project @returns {boolean} */
function dependenciesAreCurrent(project) {
  // npm writes this file last, so an interrupted install does not count.
  const installed = join(project, 'node_modules', '.package-lock.json')
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(project, 'package-lock.json')).mtimeMs
}

/**
 * Compiles `src` to `dist` when a source has changed, come or gone since. A failed compilation leaves the old output.
 * Returns whether it was current.
 * @param {Where} [where] @returns {Promise<boolean>}
 */
export async function buildProject({ project = PROJECT, env = process.env, say = () => {} } = {}) {
  if (stampOf(project) === sourcesDigest(project)) return true
  return withLock(join(project, '.macloom', 'prepare.lock'), say, async () => {
    const digest = sourcesDigest(project)
    if (stampOf(project) === digest) return true
    say('compiling src to dist')
    await compile(project, env)
    makeExecutable(project)
    writeFileSync(join(project, 'dist', '.stamp'), digest)
    return false
  })
}

/** @param {string} project @param {import('./run.mjs').Env} env */
async function compile(project, env) {
  const [fresh, dist] = [join(project, '.macloom', 'dist-part'), join(project, 'dist')]
  rmSync(fresh, { recursive: true, force: true })
  const tsc = join(project, 'node_modules', 'typescript', 'bin', 'tsc')
  const args = [tsc, '-p', join(project, 'tsconfig.build.json'), '--outDir', fresh]
  const { code, stdout, stderr } = await run(process.execPath, args, { cwd: project, env })
  if (code !== 0) throw new Error(`the build failed, dist is as it was:\n${(stdout + stderr).trim()}`)
  rmSync(dist, { recursive: true, force: true })
  renameSync(fresh, dist)
}

/**
 * tsc writes plain files; `npx macloom` in a checkout runs the one that package.json names.
 * @param {string} project
 */
function makeExecutable(project) {
  const { bin = {} } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  for (const file of Object.values(bin)) if (existsSync(join(project, file))) chmodSync(join(project, file), 0o755)
}

/** @param {string} project @returns {string | undefined} */
function stampOf(project) {
  const file = join(project, 'dist', '.stamp')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** @param {string} project @returns {string} digest of what the output is made of: names, sizes and times */
function sourcesDigest(project) {
  const names = readdirSync(join(project, 'src'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join('src', name),
  )
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json']
  const hash = createHash('sha256')
  for (const name of [...names, ...settings].sort()) {
    const stat = statSync(join(project, name))
    if (stat.isFile()) hash.update(`${name} ${stat.size} ${stat.mtimeMs}\n`)
  }
  return hash.digest('hex')
}
