// @ts-check
// The two steps that concern the checkout itself: its npm packages and its compiled output.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
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
    refuseLink(join(project, 'node_modules'))
    say('npm packages: npm ci, about half a minute')
    const { code, stdout, stderr } = await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: project, env })
    if (code !== 0) throw new Error(`npm ci failed with exit code ${code}:\n${(stderr || stdout).trim()}`)
    return false
  })
}

/**
 * npm empties what a linked node_modules points to, which is somebody else's.
 * @param {string} folder
 */
function refuseLink(folder) {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return
  throw new Error(
    `${folder} is a link, and \`npm ci\` would empty what it points to: remove the link, or run npm ci there`,
  )
}

/** @param {string} project @returns {boolean} */
function dependenciesAreCurrent(project) {
  // npm writes this file last, so an interrupted install does not count.
  const installed = join(project, 'node_modules', '.package-lock.json')
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(project, 'package-lock.json')).mtimeMs
}

/**
 * Compiles `src` to `dist`, and the policies to `dist/pack`, when a source has changed, come or gone since. A failed
 * compilation leaves the old output. Returns whether it was current.
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
  const parts = [
    { settings: join(project, 'tsconfig.build.json'), out: fresh },
    { settings: join(project, 'policies', 'tsconfig.json'), out: join(fresh, 'pack') },
  ]
  const present = parts.filter(({ settings }) => existsSync(settings))
  const results = await Promise.all(
    present.map(({ settings, out }) =>
      run(process.execPath, [tsc, '-p', settings, '--outDir', out], { cwd: project, env }),
    ),
  )
  const failed = results.find(({ code }) => code !== 0)
  if (failed) throw new Error(`the build failed, dist is as it was:\n${(failed.stdout + failed.stderr).trim()}`)
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
  const folders = ['src', 'policies'].filter((folder) => existsSync(join(project, folder)))
  const names = folders.flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json']
  const hash = createHash('sha256')
  for (const name of [...names, ...settings].sort()) {
    const stat = statSync(join(project, name))
    if (stat.isFile()) hash.update(`${name} ${stat.size} ${stat.mtimeMs}\n`)
  }
  return hash.digest('hex')
}
