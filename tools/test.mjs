// @ts-check
// `npm test`: everything, on a fresh clone, with no step by hand. Ends with the plain line `N passed, N failed`.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepare, toolEnvironment } from './prepare.mjs'
import { PROJECT } from './project.mjs'
import { isMain } from './run.mjs'

/** @typedef {{numPassedTests: number, numFailedTests: number, testResults: {status: string, name: string, assertionResults: unknown[]}[]}} Report */

/** @param {readonly string[]} words arguments for vitest @returns {Promise<number>} the exit code */
async function main(words) {
  const { engine, mlx } = await prepare(['deps', 'engine', 'yaml', 'build', 'mlx'])
  if (!engine) throw new Error('the engine step found no engine')
  const folder = mkdtempSync(join(tmpdir(), 'macloom-test-'))
  const output = join(folder, 'report.json')
  try {
    const env = { ...process.env, ...toolEnvironment({ engine, mlx }) }
    const vitest = join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}`]
    const code = await exitOf(
      spawn(process.execPath, [vitest, 'run', ...reporters, ...words], {
        cwd: PROJECT,
        env,
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    )
    return closingLine(JSON.parse(readFileSync(output, 'utf8')), code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * A file that could not even be loaded has no failed test in it, and counts as one.
 * @param {Report} report @param {number} code @returns {number}
 */
function closingLine({ numPassedTests, numFailedTests, testResults }, code) {
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  const failed = numFailedTests + broken.length
  process.stdout.write(`\n${numPassedTests} passed, ${failed} failed\n`)
  return failed > 0 || numPassedTests === 0 ? 1 : code
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number>} */
function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

if (isMain(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n0 passed, 1 failed\n`)
    return 1
  })
}
