import { driftOf, type LabState } from '../report/lab-look.js'
import { driftText } from '../report/lab-look-text.js'
import { EXIT, type ExitCode } from './exit.js'
import type { FromOptions } from './facts.js'
import { planOf } from './lab-files.js'
import { lookAtLab } from './look-at-lab.js'
import { sourceOf } from './source.js'
import type { Surroundings } from './surroundings.js'

/** How a verb that looks at a lab ends. */
export const EXIT_OF: Readonly<Record<LabState, ExitCode>> = {
  'as declared': EXIT.ok,
  waiting: EXIT.waiting,
  drift: EXIT.drift,
  unreachable: EXIT.failed,
}

/** Shows every difference between a lab and its Macs, without engine and state. */
export async function drift(
  around: Surroundings,
  name: string,
  { from, json = false }: FromOptions,
): Promise<ExitCode> {
  const { plan, project } = planOf(around.directory, name)
  const source = sourceOf(around, { ...plan, project }, from)
  try {
    const found = driftOf(plan.lab, await lookAtLab(plan.resources, source.macs), plan.labels)
    around.print(json ? `${JSON.stringify(found, null, 2)}\n` : driftText(found))
    return EXIT_OF[found.state]
  } finally {
    await source.close()
  }
}
