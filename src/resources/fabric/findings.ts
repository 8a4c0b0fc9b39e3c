import { isUnknown, type Finding } from '../words.js'
import type { FabricInputs } from './inputs.js'
import type { FabricObserved } from './outputs.js'

/** What converge leaves as it is and a person should know. */
export function findings({ mac }: FabricInputs, { ports, bridge }: FabricObserved): readonly Finding[] {
  if (isUnknown(ports) || isUnknown(bridge)) return []
  const ours = new Set(ports.map((port) => port.interface))
  const rest = (bridge.kernel ?? []).filter((member) => !ours.has(member))
  if (rest.length === 0) return []
  return [
    {
      mac,
      danger: 'note',
      what: `${rest.join(', ')} stay in the Thunderbolt bridge`,
      cause: 'no link of the lab uses them, so they are left as they were found',
      remedy: 'Nothing to do, unless a cable is plugged there: declare it as a link',
    },
  ]
}
