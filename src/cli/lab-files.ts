import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Lock } from '../lab/lock-schema.js'
import { hint } from '../lab/near.js'
import { parseLab, parseLock } from '../lab/parse.js'
import type { Lab } from '../lab/schema.js'
import { UsageError } from './exit.js'

export interface LabFiles {
  readonly lab: Lab
  readonly lock: Lock | null
  readonly labPath: string
  readonly lockPath: string
}

/** Reads a lab by name (`demo` is stacks/demo.yaml) or by path, with its lock file where there is one. */
export function readLabFiles(directory: string, nameOrPath: string): LabFiles {
  const shown = /[/.]/.test(nameOrPath) ? nameOrPath : join('stacks', `${nameOrPath}.yaml`)
  const labPath = resolve(directory, shown)
  if (!existsSync(labPath)) throw missing(directory, nameOrPath, shown)
  const lockName = `${basename(shown).replace(/\.ya?ml$/, '')}.lock.yaml`
  const lockPath = join(dirname(labPath), lockName)
  const lock = existsSync(lockPath) ? parseLock(readFileSync(lockPath, 'utf8'), join(dirname(shown), lockName)) : null
  return { lab: parseLab(readFileSync(labPath, 'utf8'), shown), lock, labPath, lockPath }
}

function missing(directory: string, name: string, shown: string): UsageError {
  const folder = join(directory, 'stacks')
  const labs = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => /^[^.]+\.yaml$/.test(file) && !file.startsWith('Pulumi'))
    .map((file) => file.replace(/\.yaml$/, ''))
  return new UsageError(`${shown} does not exist: name a lab of stacks/ or the path of a lab file${hint(name, labs)}`)
}
