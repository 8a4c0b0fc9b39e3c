import { isUnknown, type Change } from '../words.js'
import type { RdmaInputs } from './inputs.js'
import type { RdmaObserved } from './outputs.js'

/** On or off is a person's work. Hardware or a macOS that cannot do it is a finding, never a wait. */
export function diff({ mac, enabled }: RdmaInputs, observed: RdmaObserved): readonly Change[] {
  const { status, supported } = observed
  if (isUnknown(status) || isUnknown(supported) || !supported || status === 'absent') return []
  const is = status === 'enabled'
  if (is === enabled) return []
  const verb = enabled ? 'enable' : 'disable'
  const what = awaitsRestart(enabled, observed)
    ? `RDMA on ${mac} is ${status} until its next start, when it will be ${verb}d: a person has to restart it`
    : `RDMA on ${mac} is ${status}: a person has to ${verb} it in recoveryOS`
  return [{ path: 'enabled', from: is, to: enabled, risk: 'needs a person', what, mac }]
}

/** Whether the person has been in recoveryOS (or in System Settings of macOS 27) already, and only the restart is left. */
export function awaitsRestart(enabled: boolean, { nvram }: Pick<RdmaObserved, 'nvram'>): boolean {
  return nvram === (enabled ? 'enabled' : 'disabled')
}
