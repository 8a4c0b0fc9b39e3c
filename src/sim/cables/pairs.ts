import { deviceOf, neighbourOf } from '../cabling.js'
import type { MacEnd, World } from '../world.js'

/** The interface of a receptacle. */
export interface PortAt {
  readonly mac: string
  readonly device: string
  readonly ether: string
  readonly end: MacEnd
}

/** The interface that a cable joins to this receptacle. A pair has two ends: a third Mac at the same dock has no cable to us. */
export function farPort(world: World, here: MacEnd): PortAt | null {
  const far = neighbourOf(world, here)
  const back = far && neighbourOf(world, far.end)
  if (!far || back?.end.mac !== here.mac || back.end.receptacle !== here.receptacle) return null
  const device = deviceOf(far.mac, far.end.receptacle)
  const port = device === null ? undefined : far.mac.kernel.interfaces[device]
  return device === null || !port ? null : { mac: far.mac.name, device, ether: port.mac, end: far.end }
}
