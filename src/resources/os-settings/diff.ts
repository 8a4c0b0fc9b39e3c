import { isUnknown, shown, type Change } from '../words.js'
import type { OsSettingsInputs } from './inputs.js'
import type { OsSettingsObserved } from './outputs.js'

/** The settings that the lab declares one by one, in the order in which they are told. */
export const PLAIN = [
  'sleep',
  'displaySleep',
  'diskSleep',
  'restartAfterPowerLoss',
  'wakeOnNetwork',
  'sleepWhenClosed',
  'automaticUpdates',
  'computerName',
  'wiredLimitMb',
] as const

/** Only what the lab declares is compared; a setting this model does not have (null) is a finding, not a change. */
export function diff(inputs: OsSettingsInputs, observed: OsSettingsObserved): readonly Change[] {
  const plain = PLAIN.flatMap((key): Change[] => {
    const [from, to] = [observed[key], inputs[key]]
    if (to === undefined || from === null || isUnknown(from) || from === to) return []
    return [changed(inputs.mac, key, from, to)]
  })
  return [...plain, ...atBoot(inputs, observed)]
}

// 0 is the rule of macOS: it needs no job. Any other limit is gone after a reboot without one.
function atBoot({ mac, wiredLimitMb }: OsSettingsInputs, { wiredLimitAtBootMb: from }: OsSettingsObserved): Change[] {
  if (wiredLimitMb === undefined || isUnknown(from)) return []
  const to = wiredLimitMb === 0 ? null : wiredLimitMb
  return from === to ? [] : [changed(mac, 'wiredLimitAtBootMb', from, to)]
}

function changed(mac: string, path: string, from: unknown, to: unknown): Change {
  return { path, from, to, risk: 'safe', what: `${path} on ${mac}: ${shown(from)} → ${shown(to)}`, mac }
}
