// @ts-check
// `npm run bench`: the figures of this machine. `npm run bench -- --quick start looks` measures two parts, once each.
import { prepare, toolEnvironment } from './prepare.mjs'
import { isMain } from './run.mjs'
import { runTestProgram } from './test-program.mjs'

/** @param {readonly string[]} words parts and options of test/bench/main.ts @returns {Promise<number>} the exit code */
async function main(words) {
  const { engine, mlx } = await prepare(['deps', 'engine', 'build', 'mlx'])
  if (!engine) throw new Error('the engine step found no engine')
  return runTestProgram('bench', words, { ...process.env, ...toolEnvironment({ engine, mlx }) })
}

if (isMain(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  })
}
