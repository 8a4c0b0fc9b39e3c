import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { simRuns } from '../../sim/control.js'
import { EXIT, UsageError, type ExitCode } from '../exit.js'
import { readLabFiles } from '../lab-files.js'
import type { Surroundings } from '../surroundings.js'
import { authorizedKeys } from './login-key.js'
import { printStatus, type SimOptions } from './status.js'
import { listenOf, worldOf } from './world-of.js'

/** Starts the Macs of a lab in a process of their own, and says how to reach them. A folder that holds a sim goes on with it. */
export async function simUp(around: Surroundings, name: string, options: SimOptions): Promise<ExitCode> {
  const { lab } = readLabFiles(around.directory, name)
  const directory = resolve(around.directory, options.dir)
  if (simRuns(directory)) {
    throw new UsageError(`a sim runs in ${options.dir} already: macloom sim status, or macloom sim down`)
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const declared = join(directory, 'declared.json')
  if (existsSync(join(directory, 'world.json'))) around.say(`${options.dir} holds a sim: it goes on as it was`)
  writeFileSync(declared, `${JSON.stringify(worldOf(lab), null, 1)}\n`)
  const extras = { authorizedKeys: authorizedKeys(directory, around.env['HOME']), listen: listenOf(lab) }
  await start(directory, declared, extras)
  await printStatus(around, options.dir)
  return EXIT.ok
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
