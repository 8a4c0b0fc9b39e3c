import { planFile } from '../planner/plan-file.js'
import { planText } from '../report/plan.js'
import { EXIT, type ExitCode } from './exit.js'
import { findLabFiles } from './lab-files.js'
import type { Surroundings } from './surroundings.js'

/** Prints what follows from the lab file and its lock alone. Fails when the lab as declared would endanger its Macs. */
export async function planVerb(
  around: Surroundings,
  lab: string,
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const files = findLabFiles(around.directory, lab)
  const { plan: made } = planFile(files.lab, files.lock)
  around.print(json ? `${JSON.stringify(made, null, 2)}\n` : planText(made))
  return made.findings.some(({ danger }) => danger === 'danger') ? EXIT.failed : EXIT.ok
}
