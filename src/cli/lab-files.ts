import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Lock } from '../lab/lock-schema.js'
import { hint } from '../lab/near.js'
import { parseLab, parseLock } from '../lab/parse.js'
import type { Lab } from '../lab/schema.js'
import type { Plan } from '../planner/plan.js'
import { planFile, planFileWithoutLock, type TextFile } from '../planner/plan-file.js'
import { projectAbove } from '../provider/project-above.js'
import { UsageError } from './exit.js'

export interface LabFiles {
  readonly lab: Lab
  readonly lock: Lock | null
  readonly labPath: string
  readonly lockPath: string
  /** Where relative paths of the lab file start: the folder with Pulumi.yaml above it, as for the provider. */
  readonly project: string
}

/** A lab file and its lock file as texts, with the names that sentences show. */
export interface LabTexts {
  readonly lab: TextFile
  readonly lock: TextFile | null
  readonly labPath: string
  readonly lockPath: string
  readonly lockShown: string
}

/** Finds a lab by name (`demo` is stacks/demo.yaml) or by path, with its lock file where there is one. */
export function findLabFiles(directory: string, nameOrPath: string): LabTexts {
  const shown = /[/.]/.test(nameOrPath) ? nameOrPath : join('stacks', `${nameOrPath}.yaml`)
  const labPath = resolve(directory, shown)
  if (!existsSync(labPath)) throw missing(directory, nameOrPath, shown)
  const lockShown = `${shown.replace(/\.ya?ml$/, '')}.lock.yaml`
  const lockPath = resolve(directory, lockShown)
  const lock = existsSync(lockPath) ? { text: readFileSync(lockPath, 'utf8'), file: lockShown } : null
  return { lab: { text: readFileSync(labPath, 'utf8'), file: shown }, lock, labPath, lockPath, lockShown }
}

/** Reads a lab and its lock file. Throws a LabError with everything that is wrong with them. */
export function readLabFiles(directory: string, nameOrPath: string): LabFiles {
  const { lab, lock, labPath, lockPath } = findLabFiles(directory, nameOrPath)
  return {
    lab: parseLab(lab.text, lab.file),
    lock: lock === null ? null : parseLock(lock.text, lock.file),
    ...{ labPath, lockPath, project: projectOf(directory, labPath) },
  }
}

/** A lab with its plan, as far as it goes: `missing` says what waits for the first `macloom lock`. */
export interface PlannedLab {
  readonly lab: Lab
  readonly plan: Plan
  readonly missing: readonly string[]
  readonly lockShown: string
  readonly project: string
}

/** Parses and plans a lab, with its lock file where there is one. Throws a LabError with everything that is wrong. */
export function planOf(directory: string, nameOrPath: string): PlannedLab {
  const { lab, lock, labPath, lockShown } = findLabFiles(directory, nameOrPath)
  const made = lock === null ? planFileWithoutLock(lab) : { ...planFile(lab, lock), missing: [] }
  return { lab: made.lab, plan: made.plan, missing: made.missing, lockShown, project: projectOf(directory, labPath) }
}

function projectOf(directory: string, labPath: string): string {
  return projectAbove(dirname(labPath)) ?? directory
}

function missing(directory: string, name: string, shown: string): UsageError {
  const folder = join(directory, 'stacks')
  const labs = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => /^[^.]+\.yaml$/.test(file) && !file.startsWith('Pulumi'))
    .map((file) => file.replace(/\.yaml$/, ''))
  return new UsageError(`${shown} does not exist: name a lab of stacks/ or the path of a lab file${hint(name, labs)}`)
}
