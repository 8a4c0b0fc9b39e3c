import type { IbvDevice, IbvPort } from '../../macos/rdma.js'
import type { Receptacle } from '../mac/outputs.js'
import type { RdmaPort } from './outputs.js'

/** What decides over RDMA on one Mac; `devices` null before macOS 26.2. */
export interface Facts {
  readonly status: 'enabled' | 'disabled' | 'absent'
  readonly supported: boolean
  readonly devices: readonly IbvDevice[] | null
  readonly states: readonly IbvPort[]
}

/** Whether this Mac can do RDMA at all: Thunderbolt 5, by what its ports say or by devices that exist, never by a table. */
export function supports(receptacles: readonly Receptacle[], devices: readonly IbvDevice[] | null): boolean {
  return receptacles.some(({ generation }) => generation === 5) || (devices ?? []).length > 0
}

/** The verdict over one receptacle, in one of four words and a reason. */
export function verdict(receptacle: Receptacle, { status, supported, devices, states }: Facts): RdmaPort {
  const name = receptacle.interface === null ? null : `rdma_${receptacle.interface}`
  const device = devices?.some((each) => each.device === name) === true ? name : null
  const state = states.find((each) => each.device === name)?.state ?? null
  const say = (word: RdmaPort['verdict'], reason: string): RdmaPort => {
    return { receptacle: receptacle.number, device, state, verdict: word, reason }
  }
  if (!supported) return say('unsupported', 'Thunderbolt 4: RDMA needs Thunderbolt 5')
  if (status === 'absent') return say('unsupported', 'this macOS has no RDMA: it came with 26.2')
  if (status === 'disabled') return say('disabled', 'RDMA is off until a person enables it in recoveryOS')
  if (state === 'PORT_ACTIVE') return say('active', 'PORT_ACTIVE, which takes both ends')
  return say('enabled, peer silent', silence(receptacle, device))
}

function silence({ connected, peer, speedGbps }: Receptacle, device: string | null): string {
  if (device === null) return 'the device is missing although RDMA is on: restart this Mac'
  if (!connected) return 'there is no peer, no cable is plugged in'
  if (peer === null) return 'there is no peer, no Mac is at the other end'
  if (!peer.advertisesRdma) return 'the Mac at the other end has RDMA off'
  // A dock in Thunderbolt 3 mode, or a slow cable: both ends may advertise RDMA and it still cannot work.
  if (speedGbps !== null && speedGbps < 80) return `the link runs at ${speedGbps} Gb/s: RDMA needs 80`
  if (peer.through !== 'direct') return `the link runs through a ${peer.through}`
  return 'the port is down: is it still in the Thunderbolt bridge, at either end?'
}
