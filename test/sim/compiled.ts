import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

// From a folder without node_modules packages are found by their files alone.
const PACKAGES = new Map(
  ['ssh2/lib/index.js', 'zod/index.js'].map((file) => {
    const url = pathToFileURL(join(ROOT, 'node_modules', file)).href
    return [file.split('/')[0], url] as const
  }),
)

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
  return join(folder, 'sim', 'main.js')
}

function transpiled(path: string): string {
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true }
  const text = ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions: options }).outputText
  return text.replace(/ from '(ssh2|zod)'/g, (_, name: string) => ` from '${PACKAGES.get(name)}'`)
}

/** Starts a process that plays a sim and waits for its line. */
export async function playSim(
  main: string,
  directory: string,
  world: unknown,
  keys: string[],
  more: { readonly cables?: 'veth' } = {},
): Promise<ChildProcess> {
  const file = `${directory}.world.json`
  writeFileSync(file, JSON.stringify(world))
  const child = spawn(process.execPath, [main, directory, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify({ authorizedKeys: keys, python: null, ...more }))
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the sim ended with ${code}`)))
  })
  return child
}
