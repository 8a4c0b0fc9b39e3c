// @ts-check
// Programs of the test folder that are no tests: `test/<name>/main.ts` with its tsconfig.build.json, compiled and run.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { PROJECT } from './project.mjs'
import { run } from './run.mjs'

/**
 * Compiles test/<name>/main.ts to .macloom/<name>/code and runs it with these words.
 * @param {string} name @param {readonly string[]} words @param {NodeJS.ProcessEnv} env @returns {Promise<number>} its exit code
 */
export async function runTestProgram(name, words, env = process.env) {
  const tsc = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc')
  const built = await run(process.execPath, [tsc, '-p', `test/${name}/tsconfig.build.json`], { cwd: PROJECT })
  if (built.code !== 0) throw new Error(`test/${name} does not compile:\n${built.stdout}${built.stderr}`)
  const code = join('.macloom', name, 'code', 'test', name, 'main.js')
  const child = spawn(process.execPath, [code, ...words], {
    cwd: PROJECT,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve, reject) => child.on('error', reject).on('close', (exit) => resolve(exit ?? 1)))
}
