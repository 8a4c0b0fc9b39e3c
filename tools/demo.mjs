// @ts-check
// `npm run demo`: from a fresh clone to a token and back. Sets everything up, then hands over to the compiled demo.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { prepare, toolEnvironment } from './prepare.mjs'
import { PROJECT } from './project.mjs'
import { isMain } from './run.mjs'

/** @param {readonly string[]} words @returns {Promise<number>} the exit code */
async function main(words) {
  const { engine, mlx } = await prepare(['deps', 'engine', 'build', 'mlx'])
  if (!engine) throw new Error('the engine step found no engine')
  const env = { ...process.env, ...toolEnvironment({ engine, mlx }) }
  const demo = join(PROJECT, 'dist', 'cli', 'demo', 'main.js')
  const child = spawn(process.execPath, [demo, ...words], { cwd: PROJECT, env, stdio: 'inherit' })
  // Ctrl-C reaches the demo itself, which takes its lab down; we only wait for it. SIGTERM is passed on.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

if (isMain(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  })
}
