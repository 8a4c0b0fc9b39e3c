// @ts-check
// `npm run chaos`: changes of the network, cut in every way at every step. `npm run chaos -- --only 17` plays one again.
import { spawn } from 'node:child_process'
import { cpSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { prepare } from './prepare.mjs'
import { PROJECT } from './project.mjs'
import { isMain, run } from './run.mjs'

/** @param {readonly string[]} words options of test/chaos/network/main.ts @returns {Promise<number>} the exit code */
async function main(words) {
  await prepare(['deps'])
  const tsc = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc')
  const built = await run(process.execPath, [tsc, '-p', 'test/chaos/tsconfig.build.json'], { cwd: PROJECT })
  if (built.code !== 0) throw new Error(`the runs do not compile:\n${built.stdout}${built.stderr}`)
  const code = join(PROJECT, '.macloom', 'chaos', 'code')
  // The compiler leaves behind what is plain JavaScript already: programs that the sim starts.
  cpSync(join(PROJECT, 'src', 'sim'), join(code, 'src', 'sim'), {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || path.endsWith('.mjs'),
  })
  const program = join(code, 'test', 'chaos', 'network', 'main.js')
  const child = spawn(process.execPath, [program, ...words], { cwd: PROJECT, stdio: ['ignore', 'inherit', 'inherit'] })
  return new Promise((resolve, reject) => child.on('error', reject).on('close', (exit) => resolve(exit ?? 1)))
}

if (isMain(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  })
}
