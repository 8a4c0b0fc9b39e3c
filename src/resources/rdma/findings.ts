import { isUnknown, type Finding } from '../words.js'
import { lostPorts, wasOn } from './history.js'
import type { RdmaInputs } from './inputs.js'
import type { RdmaObserved } from './outputs.js'
import { isOn } from './state.js'
import { unsupported } from './unsupported.js'

/** Why RDMA cannot be had here, what has been lost of it, or which ports have no device. */
export function findings(inputs: RdmaInputs, observed: RdmaObserved): readonly Finding[] {
  const { mac, enabled } = inputs
  if (!enabled) return []
  const { supported, status, nvram, ports } = observed
  if (!isUnknown(supported) && !supported) return [unsupported(mac, 'its ports do 40 Gb/s')]
  if (status === 'absent') return [release(mac)]
  if (wasOn(inputs, observed)) return [switchedOff(mac)]
  if (!isOn(observed)) return []
  const lost = lostPorts(inputs, observed).map((port) => silent(mac, port.receptacle, port.reason))
  const fading = nvram === 'disabled' ? [fades(mac)] : []
  const without = isUnknown(ports) ? [] : ports.filter(({ device }) => device === null)
  const missing = without.map(({ receptacle }) => receptacle)
  return [...lost, ...fading, ...(missing.length === 0 ? [] : [devices(mac, missing)])]
}

function release(mac: string): Finding {
  return {
    mac,
    danger: 'danger',
    what: 'RDMA is declared, and this macOS does not have it',
    cause: 'RDMA over Thunderbolt came with macOS 26.2',
    remedy: 'Update macOS on all Macs of the group to the same build',
  }
}

function switchedOff(mac: string): Finding {
  return {
    mac,
    danger: 'danger',
    what: `RDMA on ${mac} was on in this lab and is off`,
    cause: 'somebody has disabled it in recoveryOS or in System Settings, or its NVRAM was reset',
    remedy: 'No rank can use RDMA here until a person has done the work order for it',
  }
}

function silent(mac: string, receptacle: number, reason: string): Finding {
  return {
    mac,
    danger: 'danger',
    what: `RDMA on ${mac}:${receptacle} was active in this lab and is silent`,
    cause: reason,
    remedy: 'Groups that use this cable have lost it: mend that first, then run `pulumi up`',
  }
}

function fades(mac: string): Finding {
  return {
    mac,
    danger: 'warning',
    what: 'RDMA is on until the next restart of this Mac, and off from then on',
    cause: 'somebody has disabled it: `nvram rdma-enable` says 0, and what runs was started before',
    remedy: 'Type rdma_ctl enable in recoveryOS at the next restart',
  }
}

function devices(mac: string, receptacles: readonly number[]): Finding {
  return {
    mac,
    danger: 'warning',
    what: `RDMA is on, and receptacle ${receptacles.join(', ')} has no RDMA device`,
    cause: 'a device can be missing until the next restart',
    remedy: 'Restart this Mac',
  }
}
