import { kindOf } from '../../lab/link-kind.js'
import { RDMA_GBPS, type Wire, type Wiring } from '../../planner/wires.js'
import { cableKey, conditionOf, endText, type Cabling } from '../../resources/thunderbolt-link/cabling.js'
import { receptaclesOf, type SeenMac } from './seen.js'

/** The wiring as the Macs show it; what goes over Ethernet is taken from the declaration: no look shows it. */
export function observedWiring(macs: readonly SeenMac[], { cables }: Cabling, declared: Wiring): Wiring {
  const receptacles = receptaclesOf(macs)
  const modelOf = (mac: string) => macs.find(({ name }) => name === mac)?.model ?? undefined
  const wires = cables.map((cable): Wire => {
    const [a, b] = cable
    const { gbps, through } = conditionOf(cable, receptacles)
    const against =
      through !== 'direct'
        ? `it goes through a ${through}`
        : gbps !== null && gbps < RDMA_GBPS
          ? `it runs at ${gbps} Gb/s, and RDMA needs ${RDMA_GBPS}`
          : null
    const kind = kindOf({ between: cable.map(endText) }, modelOf)
    return { key: cableKey(a, b), kind, macs: [a.mac, b.mac], againstRdma: against }
  })
  return {
    macs: declared.macs.map(({ name, model }) => {
      const seen = macs.find((one) => one.name === name)
      return { name, model: seen?.model ?? model, rdma: seen?.rdma ?? 'unknown' }
    }),
    wires: [...wires, ...declared.wires.filter(({ kind }) => kind === 'ethernet')],
  }
}
