import type { Lock } from '../lab/lock-schema.js'
import { parseLab, parseLock, placeRemarks } from '../lab/parse.js'
import type { Lab } from '../lab/schema.js'
import { plan } from './plan-lab.js'
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
  try {
    return { lab, lock, plan: plan(lab, lock) }
  } catch (error) {
    throw error instanceof PlanError ? placeRemarks(labText.text, labText.file, error.troubles) : error
  }
}
