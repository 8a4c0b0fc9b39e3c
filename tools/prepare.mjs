// @ts-check
// Brings a fresh clone to where it can run. `node tools/prepare.mjs deps build engine mlx`, steps in the order given.
import { delimiter, join } from 'node:path'
import { engineBin } from './engine.mjs'
import { seconds } from './engine/progress.mjs'
import { hostMlx } from './mlx.mjs'
import { buildProject, installDependencies } from './project.mjs'
import { endCleanlyOnSignals, isMain, onPath } from './run.mjs'
import { MLX_LM_VERSION, MLX_VERSION } from './versions.mjs'

/** @typedef {'deps' | 'build' | 'engine' | 'yaml' | 'mlx'} Step `yaml` is the engine with its YAML language host too */
/** @typedef {import('./engine.mjs').Engine} Engine */
/** @typedef {import('./mlx.mjs').Present | import('./mlx.mjs').Absent} Mlx */
/** @typedef {{engine?: Engine, mlx?: Mlx}} Prepared what the steps have found or made */
/** @typedef {{what: string, cached: boolean, prepared?: Prepared}} Done */
/** @typedef {{env: import('./run.mjs').Env, say: (line: string) => void}} Setting */

/** @type {Record<Step, (setting: Setting) => Promise<Done>>} */
const STEPS = {
  deps: async (setting) => ({ what: 'npm packages', cached: await installDependencies(setting) }),
  build: async (setting) => ({ what: 'compiled output', cached: await buildProject(setting) }),
  engine: (setting) => engineStep(setting, ['nodejs']),
  yaml: (setting) => engineStep(setting, ['nodejs', 'yaml']),
  mlx: mlxStep,
}

/**
 * Runs the steps in the order given, says one line about each, and returns what they found. Throws the first step's
 * failure; a machine without MLX is no failure.
 * @param {readonly Step[]} steps @param {Partial<Setting>} [setting] @returns {Promise<Prepared>}
 */
export async function prepare(steps, { env = process.env, say = toStderr } = {}) {
  /** @type {Prepared} */
  const prepared = {}
  for (const step of steps) {
    const started = Date.now()
    const { what, cached, prepared: found } = await STEPS[step]({ env, say })
    const took = Date.now() - started
    say(
      `${what} … done in ${took < 1000 ? (took / 1000).toFixed(1) + ' s' : seconds(took)}${cached ? ' (cached)' : ''}`,
    )
    Object.assign(prepared, found)
  }
  return prepared
}

/** @param {Setting} setting @param {readonly ('nodejs' | 'yaml')[]} need @returns {Promise<Done>} */
async function engineStep(setting, need) {
  const engine = await engineBin({ ...setting, need })
  const { version, source, dir } = engine
  return {
    what: `Pulumi engine ${version} in ${dir}`,
    cached: source === 'path' || source === 'cache',
    prepared: { engine },
  }
}

/** @param {Setting} setting @returns {Promise<Done>} */
async function mlxStep(setting) {
  const mlx = await hostMlx(setting)
  if (mlx.python === null)
    return { what: `no MLX here, stand-in ranks instead (${mlx.why})`, cached: false, prepared: { mlx } }
  return { what: `mlx ${MLX_VERSION} and mlx-lm ${MLX_LM_VERSION}`, cached: !mlx.built, prepared: { mlx } }
}

/**
 * What to add to the environment of everything that runs the engine or makes MLX environments. Without `mlx`, or where
 * it is absent, the MACLOOM_ names stay unset, which means stand-in ranks.
 * @param {{engine: Engine, mlx?: Mlx | undefined, env?: import('./run.mjs').Env}} made
 * @returns {Record<string, string>}
 */
export function toolEnvironment({ engine, mlx, env = process.env }) {
  const path = env.PATH ?? ''
  const [first] = onPath('pulumi', env)
  const additions = {
    // Left alone where it already leads to that engine: its folder may hold another node too.
    PATH: first === join(engine.dir, 'pulumi') ? path : `${engine.dir}${delimiter}${path}`,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
  }
  if (!mlx || mlx.python === null) return additions
  const { python, bin, basePython, uv, uvCache } = mlx
  const names = { MACLOOM_MLX_PYTHON: python, MACLOOM_MLX_BIN: bin, MACLOOM_UV: uv, MACLOOM_UV_CACHE: uvCache }
  return { ...additions, ...names, MACLOOM_PYTHON: basePython }
}

/** @param {string} line */
function toStderr(line) {
  process.stderr.write(`${line}\n`)
}

/** @param {string} word @returns {word is Step} */
function isStep(word) {
  return Object.hasOwn(STEPS, word)
}

/** @param {readonly string[]} words @returns {Promise<number>} the exit code */
async function main(words) {
  const unknown = words.find((word) => !isStep(word))
  if (unknown !== undefined || words.length === 0) {
    const given = unknown === undefined ? 'no step given' : `there is no step "${unknown}"`
    toStderr(`prepare: ${given}; the steps are ${Object.keys(STEPS).join(', ')}`)
    return 2
  }
  try {
    await prepare(words.filter(isStep))
    return 0
  } catch (error) {
    toStderr(error instanceof Error ? error.message : String(error))
    return 1
  }
}

if (isMain(import.meta.url)) {
  endCleanlyOnSignals()
  process.exitCode = await main(process.argv.slice(2))
}
