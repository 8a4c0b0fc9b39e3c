import type { WorkOrder } from '../words.js'
import { diff } from './diff.js'
import type { LaptopPowerInputs } from './inputs.js'
import type { LaptopPowerObserved } from './outputs.js'

/** What a person does about it: the charger, and patience. */
export function workOrders(inputs: LaptopPowerInputs, observed: LaptopPowerObserved): readonly WorkOrder[] {
  return diff(inputs, observed).map(({ path }) => ({
    mac: inputs.mac,
    why:
      path === 'mains'
        ? 'it runs on its battery; ranks and changes of its network wait for its charger'
        : `its battery holds less than ${inputs.batteryFloor} %; pulled out of its charger it would soon be gone`,
    steps:
      path === 'mains'
        ? ['Connect its charger, and see that the menu bar shows it charging']
        : [`Leave it on its charger until it holds ${inputs.batteryFloor} %`],
    check: '`pmset -g batt` in Terminal says AC Power and a charge above the floor',
    hands: 'connect the charger',
  }))
}
