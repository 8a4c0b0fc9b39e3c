import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { simRuns } from '../../sim/control.js'
import { readWorld } from '../../sim/store.js'
import { EXIT, UsageError, type ExitCode } from '../exit.js'
import { readLabFiles } from '../lab-files.js'
import type { Surroundings } from '../surroundings.js'
import { linesToWrite } from './lines-to-write.js'
import { authorizedKeys, keyFile } from './login-key.js'
import { printStatus, SIM_FOLDER, type SimOptions } from './status.js'
import { listenOf, worldOf } from './world-of.js'

/** Starts the Macs of a lab in a process of their own, and says how to reach them. A folder that holds a sim goes on with it. */
export async function simUp(around: Surroundings, name: string, options: SimOptions): Promise<ExitCode> {
  const { lab, labPath } = readLabFiles(around.directory, name)
  const file = relative(around.directory, labPath)
  const directory = resolve(around.directory, options.dir)
  const world = join(directory, 'world.json')
  const other = existsSync(world) ? readWorld(world).lab : lab.lab
  if (other !== lab.lab) throw occupied(options.dir, other, lab.lab)
  if (simRuns(directory)) {
    const dir = options.dir === SIM_FOLDER ? '' : ` --dir ${options.dir}`
    throw new UsageError(`a sim runs in ${options.dir} already: macloom sim status${dir}, or macloom sim down${dir}`)
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const declared = join(directory, 'declared.json')
  if (existsSync(world)) around.say(`${options.dir} holds a sim: it goes on as it was`)
  writeFileSync(declared, `${JSON.stringify(worldOf(lab), null, 1)}\n`)
  const extras = { authorizedKeys: authorizedKeys(directory, around.env['HOME']), listen: listenOf(lab) }
  await start(directory, declared, extras)
  const { macs } = await printStatus(around, options.dir)
  const lines = linesToWrite(lab, macs, keyFile(options.dir))
  if (lines.length > 0) around.say(unlike(file, lines))
  return EXIT.ok
}

function occupied(dir: string, holds: string, wanted: string): UsageError {
  return new UsageError(
    `${dir} holds the sim of the lab ${holds}, and ${wanted} is another lab: ` +
      `give it a folder of its own (--dir .macloom/${wanted}), or remove that one (macloom sim down --dir ${dir}; rm -r ${dir})`,
  )
}

function unlike(file: string, lines: readonly string[]): string {
  const text = lines.map((line) => `  ${line}`).join('\n')
  return `For \`pulumi up\` on these sims ${file} must say this of how they are reached (it says something else):\n${text}`
}

/** Resolves when every Mac can be reached; rejects with what the process said when it ended before. */
function start(directory: string, declared: string, extras: object): Promise<void> {
  const log = join(directory, 'sim.log')
  const main = fileURLToPath(new URL('../../sim/main.js', import.meta.url))
  const errors = openSync(log, 'w')
  const child = spawn(process.execPath, [main, directory, declared], {
    detached: true,
    stdio: ['pipe', 'pipe', errors],
  })
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new Error('this system gave the sim no pipes')
  stdin.end(`${JSON.stringify(extras)}\n`)
  return new Promise((ready, refuse) => {
    const ended = () => refuse(new Error(`the sim did not start: ${readFileSync(log, 'utf8').trim()}`))
    child.on('error', refuse).on('exit', ended)
    stdout.once('data', () => {
      // Its one line is here; from now on it runs by itself, and nothing of it keeps this process alive.
      child.off('exit', ended).unref()
      stdout.destroy()
      ready()
    })
  })
}
