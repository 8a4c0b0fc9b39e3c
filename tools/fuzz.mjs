// @ts-check
// `npm run fuzz`: a million mutated inputs for every parser of src/macos. `npm run fuzz -- --count 10000 --only ifconfig`.
import { spawn } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { prepare } from './prepare.mjs'
import { PROJECT } from './project.mjs'
import { isMain, run } from './run.mjs'

/** @param {readonly string[]} words options of test/fuzz/main.ts @returns {Promise<number>} the exit code */
async function main(words) {
  await prepare(['deps'])
  const tsc = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc')
  const built = await run(process.execPath, [tsc, '-p', 'test/fuzz/tsconfig.build.json'], { cwd: PROJECT })
  if (built.code !== 0) throw new Error(`the fuzzer does not compile:\n${built.stdout}${built.stderr}`)
  const tests = join(PROJECT, '.macloom', 'fuzz', 'code', 'test')
  // The compiler leaves behind what is no code: the captures.
  cpSync(join(PROJECT, 'test', 'captures'), join(tests, 'captures'), { recursive: true })
  const child = spawn(process.execPath, [join(tests, 'fuzz', 'main.js'), ...words], {
    cwd: PROJECT,
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
