import { surveyText } from '../report/survey-text.js'
import { baseLook } from '../resources/look.js'
import { openMacs } from '../ssh/macs.js'
import { EXIT, type ExitCode } from './exit.js'
import { pinsOf } from './look/pin.js'
import { surveyOf, type PinnedTarget } from './look/survey.js'
import { readTargets } from './look/targets.js'
import type { Surroundings } from './surroundings.js'

export interface LookOptions {
  readonly port?: number
  readonly identity?: string
  readonly hostKey?: readonly string[]
  readonly json?: boolean
}

/** Shows what Macs are and which could join a lab. Reads only: it holds no Writer, so nothing here could change one. */
export async function look(around: Surroundings, words: readonly string[], options: LookOptions): Promise<ExitCode> {
  const { hostKey = [], identity, port, json = false } = options
  const targets = await Promise.all(
    readTargets(words, port).map(async (target) => ({
      ...target,
      ...(await pinsOf(target, hostKey, identity, around.env)),
    })),
  )
  const macs = openMacs({ env: around.env, connections: connectionsOf(targets, identity), look: baseLook })
  try {
    macs.prefetch()
    const survey = await surveyOf(targets, { names: macs.names, of: (name) => macs.reader(name) })
    around.print(json ? `${JSON.stringify(survey, null, 2)}\n` : surveyText(survey))
    return survey.macs.some(({ mac }) => mac === null) ? EXIT.failed : EXIT.ok
  } finally {
    await macs.close()
  }
}

function connectionsOf(targets: readonly PinnedTarget[], identity: string | undefined) {
  return Object.fromEntries(targets.map(({ name, typed: _, ...target }) => [name, { ...target, identity }]))
}
