import { resolve } from 'node:path'
import type { Plan } from '../planner/plan.js'
import { labMacs, recordedMacs } from '../provider/lab-macs.js'
import type { Readers } from '../resources/kind.js'
import type { Macs } from '../ssh/macs.js'
import type { Surroundings } from './surroundings.js'

/** Macs that a verb looks at: over SSH or out of a bundle. Nobody can be told anything through it. */
export interface Source {
  readonly macs: Readers
  close(): Promise<void>
}

/** The lab whose Macs are looked at, and the folder that relative paths of its file start from. */
export interface LookedLab {
  readonly connections: Plan['connections']
  readonly project: string
  /** Macs that may leave: their silence is no failure. */
  readonly optional?: readonly string[]
}

/** The Macs of a lab: those of the bundle `from` (relative to where the verb was typed), else those of its connections. */
export function sourceOf(
  around: Surroundings,
  { connections, project, optional = [] }: LookedLab,
  from?: string,
): Source {
  const bundle = from === undefined ? {} : { from: resolve(around.directory, from) }
  const macs = labMacs({ connections, env: around.env, directory: project, ...bundle })
  macs.prefetch()
  return reading(macs, optional)
}

/** All Macs of a bundle, without a lab. */
export function bundleSource(around: Surroundings, from: string): Source {
  return reading(recordedMacs(null, resolve(around.directory, from)))
}

function reading(macs: Macs, optional: readonly string[] = []): Source {
  return {
    macs: { names: macs.names, optional, of: (mac) => macs.reader(mac) },
    close: () => macs.close(),
  }
}
