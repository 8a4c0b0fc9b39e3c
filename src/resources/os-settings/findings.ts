import { isUnknown, type Finding } from '../words.js'
import { PLAIN } from './diff.js'
import type { OsSettingsInputs } from './inputs.js'
import type { OsSettingsObserved } from './outputs.js'

/** Declared settings that this model does not have; nothing can be converged there. */
export function findings(inputs: OsSettingsInputs, observed: OsSettingsObserved): readonly Finding[] {
  const absent = PLAIN.filter((key) => inputs[key] !== undefined && observed[key] === null)
  return absent.map((key) => ({
    mac: inputs.mac,
    danger: key === 'restartAfterPowerLoss' ? 'warning' : 'note',
    what: `${key} is declared, and this model has no such setting`,
    cause: `\`pmset -g custom\` does not list it; laptops have no restart after power loss, for example`,
    remedy: key === 'restartAfterPowerLoss' ? 'After a power loss, start it by hand' : 'Leave it out for this Mac',
  }))
}

/** The declared settings that could not be read. */
export function doubts(inputs: OsSettingsInputs, observed: OsSettingsObserved): readonly string[] {
  const declared = PLAIN.filter((key) => inputs[key] !== undefined)
  const limit = inputs.wiredLimitMb === undefined ? [] : (['wiredLimitAtBootMb', 'memoryBytes'] as const)
  return [...declared, ...limit, 'recorded' as const].flatMap((key) => {
    const value = observed[key]
    return isUnknown(value) ? [`${key}: ${value.unknown}`] : []
  })
}
