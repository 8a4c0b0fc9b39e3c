import { sshConnection } from '../../macos/ssh-connection.js'
import type { WiredMac } from '../../planner/wires.js'
import type { Readers } from '../../resources/kind.js'
import { mac } from '../../resources/mac/mac.js'
import type { RdmaObserved } from '../../resources/rdma/outputs.js'
import { rdma } from '../../resources/rdma/rdma.js'
import type { Receptacles } from '../../resources/thunderbolt-link/cabling.js'
import { isUnknown } from '../../resources/words.js'
import { visit } from '../look/visit.js'

/** What one Mac says about its plugs. */
export interface SeenMac {
  readonly name: string
  readonly receptacles: Receptacles['macs'][string]
  /** Its own word for its model; null where it did not say. */
  readonly model: string | null
  readonly rdma: WiredMac['rdma']
  /** The address that it was reached at, as it sees it itself. */
  readonly address: string | null
  /** Why it could not be looked at. */
  readonly unseen: string | null
}

/** What these Macs say of their receptacles, for whoever pairs them. */
export function receptaclesOf(seen: readonly SeenMac[]): Receptacles {
  return { macs: Object.fromEntries(seen.map((one) => [one.name, one.receptacles])) }
}

/** Looks at the plugs of one Mac; one that does not answer says why. */
export async function seeMac(macs: Readers, name: string): Promise<SeenMac> {
  const [own, remote, address] = await Promise.all([
    visit(mac, macs, mac.inputs.parse({ lab: '', mac: name })),
    visit(rdma, macs, { needs: [], mac: name, receptacles: [], enabled: true }),
    addressOf(macs, name),
  ])
  if (own.observed === null) {
    const unseen = own.refusals[0] ?? 'it did not answer'
    return { name, receptacles: { unknown: unseen }, model: null, rdma: 'unknown', address: null, unseen }
  }
  const { receptacles, model } = own.observed
  return {
    ...{ name, receptacles, address },
    model: isUnknown(model) ? null : model,
    rdma: stateOf(remote.observed),
    unseen: isUnknown(receptacles) ? receptacles.unknown : null,
  }
}

// As mlx.distributed_config has it: RDMA is on where ibv_devices lists devices.
function stateOf(observed: RdmaObserved | null): WiredMac['rdma'] {
  if (observed === null || isUnknown(observed.supported) || isUnknown(observed.ports)) return 'unknown'
  if (!observed.supported) return 'unsupported'
  return observed.ports.some(({ device }) => device !== null) ? 'on' : 'off'
}

async function addressOf(macs: Readers, name: string): Promise<string | null> {
  try {
    const answer = await macs.of(name).ask(sshConnection)
    return answer.known ? (answer.value?.serverAddress ?? null) : null
  } catch {
    // A Mac that does not answer has said so already.
    return null
  }
}
