import { blockedBy } from '../readiness.js'
import { isUnknown, type Change } from '../words.js'
import type { OsReleaseInputs } from './inputs.js'
import type { OsReleaseObserved } from './outputs.js'
import { meets, routeOf, type Route } from './route.js'

/** The one difference there can be. A Mac whose wave has not come yet is not changed, and says so in a finding. */
export function diff(inputs: OsReleaseInputs, observed: OsReleaseObserved): readonly Change[] {
  const { macos, way } = observed
  if (isUnknown(macos) || way === null || meets(inputs, macos)) return []
  const route = routeOf(inputs, macos, way)
  if (route === null || held(inputs, route) !== null) return []
  const { path, to } = declared(inputs)
  const from = path === 'build' ? macos.build : macos.version
  const now = `${macos.version} (${macos.build})`
  const person = route.driver === 'mdm' || route.driver === 'manual'
  const wave = inputs.after.length > 0 || inputs.wave > 1 ? `, wave ${inputs.wave}` : ''
  const what = person
    ? `macOS of ${inputs.mac} is ${now}, declared is ${wanted(inputs)}: ${WHO[route.driver]}, as ${route.why}`
    : `macOS of ${inputs.mac}: ${now} → ${wanted(inputs)} by ${route.driver}${wave}: ${route.why}`
  return [{ path, from, to, risk: person ? 'needs a person' : 'reboots', what, mac: inputs.mac }]
}

const WHO = { mdm: 'its MDM server has to install it', manual: 'a person has to install it' } as const

/** Why its wave has not come, null when nothing holds it. A person and an MDM server keep a time of their own. */
export function held({ after }: Pick<OsReleaseInputs, 'after'>, route: Route): string | null {
  if (route.driver === 'mdm' || route.driver === 'manual') return null
  return blockedBy(after)?.reason ?? null
}

/** What is declared, as a sentence has it. */
export function wanted({ build, minimum = '' }: Pick<OsReleaseInputs, 'build' | 'minimum'>): string {
  return build === undefined ? `${minimum} or later` : `build ${build}`
}

function declared({ build, minimum }: OsReleaseInputs): { path: 'build' | 'minimum'; to: string | undefined } {
  return build === undefined ? { path: 'minimum', to: minimum } : { path: 'build', to: build }
}
