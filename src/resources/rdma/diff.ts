import { isUnknown, type Change } from '../words.js'
import type { RdmaInputs } from './inputs.js'
import type { RdmaObserved } from './outputs.js'

/** On or off is a person's work in recoveryOS. Hardware or a macOS that cannot do it is a finding, never a wait. */
export function diff({ mac, enabled }: RdmaInputs, { status, supported }: RdmaObserved): readonly Change[] {
  if (isUnknown(status) || isUnknown(supported) || !supported || status === 'absent') return []
  const is = status === 'enabled'
  if (is === enabled) return []
  const what = `RDMA on ${mac} is ${status}: a person has to ${enabled ? 'enable' : 'disable'} it in recoveryOS`
  return [{ path: 'enabled', from: is, to: enabled, risk: 'needs a person', what, mac }]
}
