import { factsText } from '../report/facts-text.js'
import { EXIT, UsageError, type ExitCode } from './exit.js'
import { factsOf } from './facts/facts-of.js'
import { planOf } from './lab-files.js'
import { bundleSource, sourceOf, type Source } from './source.js'
import type { Surroundings } from './surroundings.js'

export interface FromOptions {
  readonly from?: string
  readonly json?: boolean
}

/** Shows what Macs are and print: those of a lab, or all of a bundle. Fails when one did not answer. */
export async function facts(
  around: Surroundings,
  lab: string | undefined,
  { from, json = false }: FromOptions,
): Promise<ExitCode> {
  const source = factsSource(around, lab, from)
  try {
    const { facts: found, silent } = await factsOf(source.macs)
    around.print(json ? `${JSON.stringify(found, null, 2)}\n` : factsText(found))
    return silent.length > 0 ? EXIT.failed : EXIT.ok
  } finally {
    await source.close()
  }
}

function factsSource(around: Surroundings, lab: string | undefined, from: string | undefined): Source {
  if (lab === undefined && from === undefined) {
    throw new UsageError('name a lab, or a bundle after --from')
  }
  if (lab === undefined) return bundleSource(around, from ?? '')
  const { plan, project } = planOf(around.directory, lab)
  return sourceOf(around, { ...plan, project }, from)
}
