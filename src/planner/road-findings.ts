import { RDMA_GIGABYTES, RING_SPEEDS, TENSOR_OVER_TCP } from '../mlx/ring-speeds.js'
import type { Finding } from '../resources/words.js'
import type { Ground, PlacedDeployment } from './deployments.js'
import { roadsBetween } from './ring.js'

const WORDS = { tb4: 'Thunderbolt 4', usb4: 'USB4', ethernet: 'Ethernet' } as const

/** How much slower a deployment is than over Thunderbolt 5, where its ring goes over something else. */
export function roadFindings(ground: Ground, { name, strategy }: PlacedDeployment): Finding[] {
  const macs = ground.lab.deployments[name]?.macs ?? []
  const slow = roadsBetween(macs, ground).flatMap(({ kind, key }) => (kind === 'tb5' ? [] : [{ kind, key }]))
  const kinds = [...new Set(slow.map(({ kind }) => kind))]
  return kinds.map((kind) => {
    const { gigabytesPerSecond, seen } = RING_SPEEDS[kind]
    const where = slow.filter((one) => one.kind === kind).map(({ key }) => key)
    const times = Math.round((RDMA_GIGABYTES / gigabytesPerSecond) * 10) / 10
    return {
      danger: strategy === 'tensor' ? 'warning' : 'note',
      what: `${name}: its ring goes over ${WORDS[kind]} at ${where.join(', ')}: ${gigabytesPerSecond} GB/s, ${times} times less than RDMA over Thunderbolt 5`,
      cause: `${seen}; JACCL moves ${RDMA_GIGABYTES} GB/s (omlx#3118)${strategy === 'tensor' ? `; ${TENSOR_OVER_TCP}` : ''}`,
      remedy:
        strategy === 'tensor'
          ? 'write strategy: pipeline, or serve it on one Mac, or take Macs with Thunderbolt 5 and cable them'
          : 'nothing, where it is only for the memory; a pipeline sends little from Mac to Mac',
    }
  })
}
