import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseLab, parseLock } from '../lab/parse.js'
import type { Lock } from '../lab/lock-schema.js'
import type { Lab } from '../lab/schema.js'

export interface LabFiles {
  readonly lab: Lab
  readonly lock: Lock | null
  readonly labPath: string
  readonly lockPath: string
}

/** Reads a lab by name (`demo` is stacks/demo.yaml) or by path, with its lock file where there is one. */
export function readLabFiles(nameOrPath: string): LabFiles {
  const labPath = /[/.]/.test(nameOrPath) ? nameOrPath : join('stacks', `${nameOrPath}.yaml`)
  if (!existsSync(labPath))
    throw new Error(`${labPath} does not exist: name a lab of stacks/ or the path of a lab file`)
  const lockPath = join(dirname(labPath), `${basename(labPath).replace(/\.ya?ml$/, '')}.lock.yaml`)
  const lock = existsSync(lockPath) ? parseLock(readFileSync(lockPath, 'utf8'), lockPath) : null
  return { lab: parseLab(readFileSync(labPath, 'utf8'), labPath), lock, labPath, lockPath }
}
