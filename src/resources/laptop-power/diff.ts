import { isUnknown, type Change } from '../words.js'
import type { LaptopPowerInputs } from './inputs.js'
import type { LaptopPowerObserved } from './outputs.js'

/** A charger is plugged in by a person; until then nothing risky begins, and what serves goes on. */
export function diff(
  { mac, batteryFloor }: LaptopPowerInputs,
  { mains, charged }: LaptopPowerObserved,
): readonly Change[] {
  const person = { risk: 'needs a person', mac } as const
  if (!isUnknown(mains) && !mains) {
    const what = `${mac} runs on its battery: connect its charger`
    return [{ ...person, path: 'mains', from: false, to: true, what }]
  }
  if (isUnknown(charged) || charged) return []
  const what = `the battery of ${mac} holds less than ${batteryFloor} %: leave it on its charger`
  return [{ ...person, path: 'charged', from: false, to: true, what }]
}
