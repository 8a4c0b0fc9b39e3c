import { planFile, planFileWithoutLock } from '../planner/plan-file.js'
import { planText, unlockedText } from '../report/plan.js'
import { EXIT, type ExitCode } from './exit.js'
import { findLabFiles } from './lab-files.js'
import type { Surroundings } from './surroundings.js'

/**
 * Prints what follows from the lab file and its lock; without a lock file what follows from the lab file alone. Fails
 * when the lab as declared would endanger its Macs, and when parts of the plan wait for the lock file.
 */
export async function planVerb(
  around: Surroundings,
  name: string,
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const { lab, lock, lockShown } = findLabFiles(around.directory, name)
  const { plan, missing } =
    lock === null ? planFileWithoutLock(lab) : { plan: planFile(lab, lock).plan, missing: [] as const }
  const text = `${planText(plan)}${unlockedText(missing, lockShown, name)}`
  around.print(json ? `${JSON.stringify({ ...plan, missing }, null, 2)}\n` : text)
  const dangerous = plan.findings.some(({ danger }) => danger === 'danger')
  return dangerous || missing.length > 0 ? EXIT.failed : EXIT.ok
}
