import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** src/sim as plain JavaScript in a folder of the test, so that a sim can be a process of its own without a build. */
export function compiledSim(folder: string): string {
  const from = join(ROOT, 'src', 'sim')
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    const target = join(folder, 'sim', name)
    mkdirSync(dirname(target), { recursive: true })
    if (name.endsWith('.mjs')) cpSync(join(from, name), target)
    if (name.endsWith('.ts')) writeFileSync(target.replace(/\.ts$/, '.js'), transpiled(join(from, name)))
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return join(folder, 'sim', 'main.js')
}

function transpiled(path: string): string {
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true }
  return ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions: options }).outputText
}

/** Starts a process that plays a sim and waits for its line. */
export async function playSim(main: string, directory: string, world: unknown, keys: string[]): Promise<ChildProcess> {
  const file = `${directory}.world.json`
  writeFileSync(file, JSON.stringify(world))
  const child = spawn(process.execPath, [main, directory, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify({ authorizedKeys: keys, python: null }))
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the sim ended with ${code}`)))
  })
  return child
}
