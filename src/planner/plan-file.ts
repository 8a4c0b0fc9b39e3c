import type { Lock } from '../lab/lock-schema.js'
import { parseLab, parseLock, placeRemarks } from '../lab/parse.js'
import type { Lab } from '../lab/schema.js'
import { needsLock } from './model-resources.js'
import { plan, planWithoutLock } from './plan-lab.js'
import type { Plan } from './plan.js'
import { PlanError } from './trouble.js'

export interface TextFile {
  readonly text: string
  /** As it is shown in errors, for example stacks/studio.yaml. */
  readonly file: string
}

/** Parses and plans in one go; what cannot be planned is a LabError with the lines of the lab file, like what cannot be read. */
export function planFile(labText: TextFile, lockText: TextFile | null): { lab: Lab; lock: Lock | null; plan: Plan } {
  const lab = parseLab(labText.text, labText.file)
  const lock = lockText === null ? null : parseLock(lockText.text, lockText.file)
  return { lab, lock, plan: placed(labText, () => plan(lab, lock)) }
}

/** As far as it goes before the first `macloom lock`; `missing` says what then is not there yet. */
export function planFileWithoutLock(labText: TextFile): { lab: Lab; plan: Plan; missing: readonly string[] } {
  const lab = parseLab(labText.text, labText.file)
  const made = placed(labText, () => planWithoutLock(lab))
  return { lab, plan: made, missing: needsLock(lab).map(({ what }) => what) }
}

function placed<T>({ text, file }: TextFile, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof PlanError ? placeRemarks(text, file, error.troubles) : error
  }
}
