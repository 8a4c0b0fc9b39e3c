import type { LinkKind } from '../lab/link-schema.js'
import { MAC_MODELS } from '../lab/mac-models.js'
import type { Lab } from '../lab/schema.js'
import { ethernetOf, linksOf, type Joint, type PlannedLink } from './links.js'
import { members } from './members.js'
import type { ModelledMac } from './mesh-limit.js'

/** A Mac of a wiring. */
export interface WiredMac extends ModelledMac {
  /** `off`: a person can switch it on; `unsupported`: nobody can. */
  readonly rdma: 'on' | 'off' | 'unsupported' | 'unknown'
}

/** What joins two Macs of a wiring. */
export interface Wire extends Joint {
  /** As it is declared or was seen, for sentences: `studio-1:2 <-> studio-2:2`. */
  readonly key: string
  readonly kind: LinkKind
  /** Why RDMA does not go over it; null when it does. */
  readonly againstRdma: string | null
}

export interface Wiring {
  readonly macs: readonly WiredMac[]
  readonly wires: readonly Wire[]
}

/** RDMA over Thunderbolt needs both ends at so many Gb/s (mlx#4485: at 40 its start was seen to crash). */
export const RDMA_GBPS = 80

/** The wiring that a lab file declares, with RDMA as it would be once a person has switched it on. */
export function declaredWiring(lab: Lab): Wiring {
  const macs = members(lab).map((name): WiredMac => {
    const model = lab.macs[name]?.model
    const known = MAC_MODELS[model ?? '']
    const older = known !== undefined && known.thunderbolt !== 5
    return { name, model, rdma: older ? 'unsupported' : lab.rdma === 'enabled' ? 'on' : 'off' }
  })
  const wires = linksOf(lab).map(({ key, kind, macs, ...link }): Wire => {
    return { key, kind, macs, againstRdma: againstRdma(kind, link.minimumGbps) }
  })
  const wired = ethernetOf(lab).map(({ key, kind, macs }) => ({ key, kind, macs, againstRdma: 'it is Ethernet' }))
  return { macs, wires: [...wires, ...wired] }
}

function againstRdma(kind: PlannedLink['kind'], minimumGbps: number): string | null {
  if (kind !== 'tb5') return kind === 'tb4' ? 'it is Thunderbolt 4' : 'it is USB4'
  return minimumGbps < RDMA_GBPS ? `it is declared to run at ${minimumGbps} Gb/s, and RDMA needs ${RDMA_GBPS}` : null
}
