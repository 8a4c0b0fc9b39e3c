import { isUnknown, type Change } from '../words.js'
import { lostPorts, wasOn, worthRemembering } from './history.js'
import type { RdmaInputs } from './inputs.js'
import type { RdmaObserved } from './outputs.js'
import { awaitsRestart, isOn } from './state.js'

/** On or off is a person's work. Hardware or a macOS that cannot do it is a finding, never a wait. */
export function diff(inputs: RdmaInputs, observed: RdmaObserved): readonly Change[] {
  const { status, supported } = observed
  if (isUnknown(status) || isUnknown(supported) || !supported || status === 'absent') return []
  return [...switching(inputs, observed), ...ports(inputs, observed), ...remembering(inputs, observed)]
}

function switching(inputs: RdmaInputs, observed: RdmaObserved): Change[] {
  const { mac, enabled } = inputs
  const is = isOn(observed)
  if (is === enabled) return []
  const verb = enabled ? 'enable' : 'disable'
  const lost = wasOn(inputs, observed)
  const now = `RDMA on ${mac} ${lost ? 'was on and is' : 'is'} ${is ? 'on' : 'off'}`
  const what = awaitsRestart(enabled, observed)
    ? `${now} until its next start, when it will be ${verb}d (awaiting reboot): a person has to restart it`
    : `${now} (awaiting hands): a person has to ${verb} it in recoveryOS`
  return [{ path: 'enabled', from: is, to: enabled, risk: 'needs a person', what, mac, ...(lost && { drift: true }) }]
}

/** A port that was never active may wait for its peer; one that was active and is not has been lost. */
function ports(inputs: RdmaInputs, observed: RdmaObserved): Change[] {
  return lostPorts(inputs, observed).map(({ receptacle, verdict, reason }) => ({
    path: `ports.${receptacle}`,
    from: verdict,
    to: 'active',
    risk: 'needs a person',
    what: `RDMA on ${inputs.mac}:${receptacle} was active and is not: ${reason}`,
    mac: inputs.mac,
    drift: true,
  }))
}

function remembering(inputs: RdmaInputs, observed: RdmaObserved): Change[] {
  const [from, to] = [observed.history, worthRemembering(inputs, observed)]
  if (isUnknown(from) || JSON.stringify(from) === JSON.stringify(to)) return []
  const active = to?.active.map((receptacle) => `${inputs.mac}:${receptacle}`) ?? []
  const what =
    to === null
      ? `forget that RDMA on ${inputs.mac} was on`
      : `note on ${inputs.mac} that RDMA is on${active.length === 0 ? '' : ` and active on ${active.join(', ')}`}`
  return [{ path: 'history', from, to, risk: 'safe', what, mac: inputs.mac }]
}
