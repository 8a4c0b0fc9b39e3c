import { isUnknown, type WorkOrder } from '../words.js'
import { diff } from './diff.js'
import { lostPorts } from './history.js'
import type { RdmaInputs } from './inputs.js'
import type { RdmaObserved } from './outputs.js'
import { awaitsRestart } from './state.js'

/** How to switch RDMA on or off at the Mac itself; `rdma_ctl` refuses (exit 77) anywhere but in recoveryOS. */
export function workOrders(inputs: RdmaInputs, observed: RdmaObserved): readonly WorkOrder[] {
  const paths = diff(inputs, observed).map(({ path }) => path)
  if (!paths.includes('enabled')) return lostDevices(inputs, observed)
  const verb = inputs.enabled ? 'enable' : 'disable'
  if (awaitsRestart(inputs.enabled, observed)) return [restart(inputs.mac, observed, verb)]
  return [
    {
      mac: inputs.mac,
      why: `RDMA is ${inputs.enabled ? 'off' : 'on'} and the lab wants it ${inputs.enabled ? 'on' : 'off'}`,
      steps: [...settings(observed, inputs.enabled), ...recovery(observed, verb), ...afterwards(observed)],
      check: `\`rdma_ctl status\` in Terminal says ${verb}d`,
      hands: `${verb} RDMA in recoveryOS`,
    },
  ]
}

function restart(mac: string, observed: RdmaObserved, verb: 'enable' | 'disable'): WorkOrder {
  return {
    mac,
    why: `RDMA is ${verb}d already, and counts from the next start of this Mac`,
    steps: ['Choose Apple menu › Restart; recoveryOS is not needed again', ...afterwards(observed)],
    check: `\`rdma_ctl status\` in Terminal says ${verb}d; if not, type rdma_ctl ${verb} in recoveryOS once more`,
    hands: 'restart the Mac',
  }
}

/** A port that lost its device comes back with a restart; other losses are mended at the cable or at the other Mac. */
function lostDevices(inputs: RdmaInputs, observed: RdmaObserved): WorkOrder[] {
  const lost = lostPorts(inputs, observed).filter(({ device }) => device === null)
  if (lost.length === 0) return []
  const ports = lost.map(({ receptacle }) => `receptacle ${receptacle}`).join(' and ')
  return [
    {
      mac: inputs.mac,
      why: `the RDMA device of ${ports} has disappeared, and comes back with a restart`,
      steps: ['See that nothing serves there, then choose Apple menu › Restart', ...afterwards(observed)],
      check: `\`ibv_devices\` in Terminal lists ${lost.length === 1 ? 'it' : 'them'} again`,
      hands: 'restart the Mac',
    },
  ]
}

// One source (RDMALINK, macOS 27.2) for the switch in System Settings; it needs a restart as well.
function settings({ macos }: RdmaObserved, on: boolean): string[] {
  if (isUnknown(macos) || Number(macos.split('.')[0]) < 27) return []
  const where = 'System Settings › Privacy & Security › Developer Tools › RDMA over Thunderbolt'
  return [
    `On macOS 27 try first, at its screen or over Screen Sharing: ${where}: ${on ? 'on' : 'off'}, then restart. Else:`,
  ]
}

function recovery({ laptop }: RdmaObserved, verb: 'enable' | 'disable'): string[] {
  const button = laptop === true ? 'Touch ID (the power button)' : 'the power button'
  const screen = laptop === true ? [] : ['Connect a screen and a keyboard']
  return [
    ...screen,
    'Shut the Mac down (Apple menu › Shut Down) and wait until it is off',
    `Press ${button} and hold it until "Loading startup options" appears`,
    'Choose Options › Continue; log in as an administrator if it asks',
    `Choose Utilities › Terminal, type: rdma_ctl ${verb}`,
    'Choose Apple menu › Restart',
  ]
}

function afterwards({ fileVault }: RdmaObserved): string[] {
  if (isUnknown(fileVault) || fileVault === 'off') return []
  return ['FileVault is on: log in once after the restart, or the Mac stays locked and refuses SSH keys']
}
