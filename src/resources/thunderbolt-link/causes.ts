import { cablingOf, conditionOf, endText, receptacleAt, UNKNOWN_MAC } from './cabling.js'
import { pluggedNow } from './diff.js'
import { generationOf } from './generation.js'
import type { ThunderboltLinkInputs } from './inputs.js'
import type { ThunderboltLinkObserved } from './outputs.js'
import { sightOf } from './sight.js'

type Inputs = Pick<ThunderboltLinkInputs, 'ends'>

/** Why the link is not as declared, as far as its two Macs show it; `path` is that of the change. */
export function causeOf({ ends }: Inputs, observed: ThunderboltLinkObserved, path: string): string {
  const sight = sightOf({ ends }, observed)
  switch (sight.is) {
    case 'unseen':
      return `${endText(sight.end)} is declared, and that Mac reports no such receptacle`
    case 'apart':
      return apart({ ends }, observed)
    case 'one-sided':
      return `${between({ ends }, observed)}: the Mac behind it is seen, the one before it is not; RDMA may be alive all the same`
    case 'linked':
      return path === 'through'
        ? `${between({ ends }, observed)}: RDMA does not go through a dock, and a hub shares its bandwidth`
        : slow({ ends }, observed)
  }
}

function apart(inputs: Inputs, observed: ThunderboltLinkObserved): string {
  const now = pluggedNow(inputs, observed)
  if (now === 'nothing') return 'nothing is plugged in at either end'
  const { loose } = cablingOf(observed)
  const strays = loose.filter(({ plug }) => inputs.ends.some((end) => endText(end) === endText(plug)))
  if (strays.some(({ what }) => what === UNKNOWN_MAC)) return 'a plug leads to an unknown Mac'
  const [device] = strays
  return device === undefined ? 'a plug is in another receptacle' : `${device.what} is in ${endText(device.plug)}`
}

function between(inputs: Inputs, observed: ThunderboltLinkObserved): string {
  const names = devicesBetween(inputs, observed)
  return `${names.length === 0 ? 'a hub or a display' : names.join(' and ')} is between the two Macs`
}

/**
 * 40 between two Thunderbolt 5 Macs was a Thunderbolt 3 cable (exo#1687), and MLX crashed on such a pair (mlx#4485); 20
 * is what a Studio Display negotiates (facts, correction 4) and what the slower USB4 cables carry; 10 is USB.
 */
function slow({ ends }: Inputs, observed: ThunderboltLinkObserved): string {
  const { gbps, limit } = conditionOf(ends, observed)
  const old = ends.filter(({ mac }) => generationOf(observed.macs[mac]) === 4).map(({ mac }) => mac)
  const ring = `${gbps} Gb/s are left to share for a ring over TCP, and RDMA needs 80`
  if (limit === 'receptacle') return `${old.join(' and ')} has Thunderbolt 4, which does no more than 40 Gb/s; ${ring}`
  if ((gbps ?? 0) <= 10) return `a USB cable, a charging cable or a USB hub: 10 Gb/s is no Thunderbolt speed; ${ring}`
  if ((gbps ?? 0) <= 20) return `a USB4 cable of 20 Gb/s, a long passive cable, or a display in between; ${ring}`
  return `a Thunderbolt 3 or 4 cable, or an adapter, between ends that can do 80 Gb/s; ${ring}`
}

/** The names of what is plugged in between the two Macs: the devices that either end sees on its way. */
export function devicesBetween({ ends }: Inputs, observed: ThunderboltLinkObserved): string[] {
  return [...new Set(ends.flatMap((end) => receptacleAt(observed, end)?.device ?? []))]
}

/** What else hangs on the controllers of a link: each receptacle has one of its own (facts 1.1), which a hub shares out. */
export function sharers({ ends }: Inputs, observed: ThunderboltLinkObserved): string[] {
  const way = devicesBetween({ ends }, observed)
  const all = ends.flatMap((end) => receptacleAt(observed, end)?.devices ?? [])
  return [...new Set(all.filter((name) => !way.includes(name)))]
}
