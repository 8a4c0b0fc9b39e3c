import { cablesOfRing, ringPorts } from './link.js'
import type { Pieces } from './pieces.js'
import type { Remark } from './place.js'

interface PortUse {
  readonly mac: string
  readonly port: number
  readonly deployment: string
  readonly what: string
}

/** Two servers or ring ranks that would listen on one port of one Mac. */
export function checkPorts(pieces: Pieces): Remark[] {
  const taken = new Map<string, PortUse>()
  const remarks: Remark[] = []
  for (const use of portUses(pieces)) {
    const key = `${use.mac}:${use.port}`
    const other = taken.get(key)
    if (other === undefined) taken.set(key, use)
    else remarks.push(clash(use, other))
  }
  return remarks
}

function portUses({ deployments, links }: Pieces): PortUse[] {
  return [...deployments].flatMap(([deployment, { macs, replicas, port, ringPort }]) => {
    const served = [...macs.slice(0, 1), ...replicas].map((mac) => ({ mac, port, deployment, what: 'port' }))
    if (macs.length < 2) return served
    const cables = Math.max(1, cablesOfRing(macs, links.values()))
    const ring = macs.flatMap((mac, rank) =>
      ringPorts(ringPort, rank, cables).map((port) => ({ mac, port, deployment, what: 'ringPort' })),
    )
    return [...served, ...ring]
  })
}

function clash(use: PortUse, other: PortUse): Remark {
  const whose = use.deployment === other.deployment ? `its own ${other.what}` : `${other.what} of ${other.deployment}`
  return {
    path: ['deployments', use.deployment, use.what],
    message: `port ${use.port} of ${use.mac} is already taken by ${whose}; choose another ${use.what}`,
  }
}
