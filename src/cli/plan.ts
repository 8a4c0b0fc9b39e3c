import { driftOf, type Drift } from '../report/lab-look.js'
import { previewText } from '../report/lab-look-text.js'
import { planText, unlockedText } from '../report/plan.js'
import { EXIT, type ExitCode } from './exit.js'
import type { FromOptions } from './facts.js'
import { planOf, type PlannedLab } from './lab-files.js'
import { lookAtLab } from './look-at-lab.js'
import { sourceOf } from './source.js'
import type { Surroundings } from './surroundings.js'

/** `look` asks the Macs of the lab, `from` a bundle of them; without both no Mac is touched. */
export interface PlanOptions extends FromOptions {
  readonly look?: boolean
}

/**
 * Prints what follows from the lab file and its lock; without a lock file what follows from the lab file alone. Fails
 * when the lab as declared would endanger its Macs, when parts of the plan wait for the lock file, and, where Macs were
 * looked at, when one did not answer or `up` would refuse.
 */
export async function planVerb(around: Surroundings, name: string, options: PlanOptions): Promise<ExitCode> {
  const planned = planOf(around.directory, name)
  const { plan, missing, lockShown } = planned
  const { look = false, from, json = false } = options
  const now = look || from !== undefined ? await previewOf(around, planned, from) : null
  const seen = now === null ? '' : `\n${previewText(now)}`
  const text = `${planText(plan)}${unlockedText(missing, lockShown, name)}${seen}`
  const whole = { ...plan, missing, ...(now !== null && { now }) }
  around.print(json ? `${JSON.stringify(whole, null, 2)}\n` : text)
  const dangerous = plan.findings.some(({ danger }) => danger === 'danger')
  return dangerous || missing.length > 0 || now?.state === 'unreachable' ? EXIT.failed : EXIT.ok
}

/** What `up` would change on these Macs, judged without the engine and its state. */
async function previewOf(around: Surroundings, { plan, project }: PlannedLab, from?: string): Promise<Drift> {
  const source = sourceOf(around, { ...plan, project }, from)
  try {
    return driftOf(plan.lab, await lookAtLab(plan.resources, source.macs), plan.labels)
  } finally {
    await source.close()
  }
}
