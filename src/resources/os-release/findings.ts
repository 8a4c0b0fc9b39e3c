import { isUnknown, type Finding } from '../words.js'
import { isBeta } from './builds.js'
import { held, wanted } from './diff.js'
import type { OsReleaseInputs } from './inputs.js'
import type { OsReleaseObserved } from './outputs.js'
import { meets, routeOf } from './route.js'

/** A Mac whose wave has not come, and betas. */
export function findings(inputs: OsReleaseInputs, observed: OsReleaseObserved): readonly Finding[] {
  return [...waitsForItsWave(inputs, observed), ...betas(inputs, observed)]
}

function waitsForItsWave(inputs: OsReleaseInputs, { macos, way }: OsReleaseObserved): Finding[] {
  if (isUnknown(macos) || way === null || meets(inputs, macos)) return []
  const route = routeOf(inputs, macos, way)
  const why = route === null ? null : held(inputs, route)
  if (why === null) return []
  return [
    {
      mac: inputs.mac,
      danger: 'danger',
      what: `macOS of ${inputs.mac} stays ${macos.version} (${macos.build}) for now: wave ${inputs.wave} has not begun`,
      cause: `a Mac of an earlier wave is not verified: ${why}`,
      remedy: `Mend that; the next \`pulumi up\` goes on to ${wanted(inputs)} by itself`,
    },
  ]
}

function betas({ mac, build }: OsReleaseInputs, { macos }: OsReleaseObserved): Finding[] {
  const runs = isUnknown(macos) ? undefined : macos.build
  const found = [...new Set([runs, build])].filter((one) => one !== undefined && isBeta(one))
  return found.map((one) => ({
    mac,
    danger: 'warning',
    what: `${one} is a beta of macOS${one === build ? ', and it is pinned' : ''}`,
    cause: 'a small letter at the end of a build marks what Apple gives to testers',
    remedy: 'Pin the release build when it is there; the policy no-beta-builds forbids betas',
  }))
}
