import { isUnknown, type Finding } from '../words.js'
import type { RdmaInputs } from './inputs.js'
import type { RdmaObserved } from './outputs.js'

/** Why RDMA cannot be had here, or which ports have lost their device. */
export function findings({ mac, enabled }: RdmaInputs, observed: RdmaObserved): readonly Finding[] {
  if (!enabled) return []
  const { supported, status, nvram, ports } = observed
  if (!isUnknown(supported) && !supported) return [hardware(mac)]
  if (status === 'absent') return [release(mac)]
  if (status !== 'enabled') return []
  const fading = nvram === 'disabled' ? [fades(mac)] : []
  const lost = isUnknown(ports) ? [] : ports.filter(({ device }) => device === null).map(({ receptacle }) => receptacle)
  return [...fading, ...(lost.length === 0 ? [] : [devices(mac, lost)])]
}

function hardware(mac: string): Finding {
  return {
    mac,
    danger: 'danger',
    what: 'RDMA is declared, and this Mac has Thunderbolt 4',
    cause: 'its ports do 40 Gb/s and it has no RDMA device, even where `rdma_ctl status` says enabled (mlx#3777)',
    remedy: 'Use the ring backend over IP for this Mac, or another Mac',
  }
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
