// @ts-check
// `npm run bench`: the figures of this machine. `npm run bench -- --quick start looks` measures two parts, once each.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { prepare, toolEnvironment } from './prepare.mjs'
import { PROJECT } from './project.mjs'
import { isMain, run } from './run.mjs'

/** @param {readonly string[]} words parts and options of test/bench/main.ts @returns {Promise<number>} the exit code */
async function main(words) {
  const { engine, mlx } = await prepare(['deps', 'engine', 'build', 'mlx'])
  if (!engine) throw new Error('the engine step found no engine')
  const tsc = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc')
  const built = await run(process.execPath, [tsc, '-p', 'test/bench/tsconfig.build.json'], { cwd: PROJECT })
  if (built.code !== 0) throw new Error(`the bench does not compile:\n${built.stdout}${built.stderr}`)
  const code = join('.macloom', 'bench', 'code', 'test', 'bench', 'main.js')
  const env = { ...process.env, ...toolEnvironment({ engine, mlx }) }
  const child = spawn(process.execPath, [code, ...words], {
    cwd: PROJECT,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve, reject) => child.on('error', reject).on('close', (exit) => resolve(exit ?? 1)))
}

if (isMain(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  })
}
