import { isUnknown, type Seen } from '../words.js'
import type { RdmaInputs } from './inputs.js'
import type { RdmaObserved, RdmaState } from './outputs.js'

type Facts = Pick<RdmaObserved, 'status' | 'nvram' | 'supported' | 'ports'>

/** Where RDMA of one Mac stands on its way to what the lab wants: one of six words, or what could not be read. Pure. */
export function stateOf(
  { enabled, receptacles }: Pick<RdmaInputs, 'enabled' | 'receptacles'>,
  { status, nvram, supported, ports }: Facts,
): Seen<RdmaState> {
  if (isUnknown(supported)) return supported
  if (isUnknown(status)) return status
  if (!supported || status === 'absent') return 'unsupported'
  if (isOn({ status, ports }) !== enabled) {
    return awaitsRestart(enabled, { status, nvram }) ? 'awaiting reboot' : 'awaiting hands'
  }
  if (!enabled) return 'disabled'
  if (isUnknown(ports)) return ports
  const active = activeIn(ports)
  const all = receptacles.length === 0 ? active.length > 0 : receptacles.every((number) => active.includes(number))
  return all ? 'active' : 'enabled, peer silent'
}

/**
 * Whether RDMA runs since the last start: rdma_ctl says enabled and there are devices. Nobody has written down whether its
 * word changes at once or with the restart, so a Mac that says enabled and has not one device still needs the restart.
 */
export function isOn({ status, ports }: Pick<Facts, 'status' | 'ports'>): boolean {
  const none = !isUnknown(ports) && ports.length > 0 && ports.every(({ device }) => device === null)
  return status === 'enabled' && !none
}

/** Of RDMA that is not as it shall be: whether a person has switched it already, and only the restart is left. */
export function awaitsRestart(enabled: boolean, { status, nvram }: Pick<Facts, 'status' | 'nvram'>): boolean {
  return enabled ? status === 'enabled' || nvram === 'enabled' : nvram === 'disabled'
}

/** Receptacles whose port is active. */
export function activeIn(ports: RdmaObserved['ports']): number[] {
  return isUnknown(ports) ? [] : ports.flatMap(({ receptacle, verdict }) => (verdict === 'active' ? [receptacle] : []))
}
