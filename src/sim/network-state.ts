import { createHash } from 'node:crypto'
import type { SimMac } from './world.js'

/** A digest of how the network of a Mac is configured: services, bridges stored and in the kernel, ports up or down. */
export function networkState({ services, storedBridges, kernel }: SimMac): string {
  const bridges = Object.entries(kernel.bridges).map(([name, { members }]) => [name, members])
  const up = Object.entries(kernel.interfaces).map(([name, port]) => [name, port.up])
  return createHash('sha256')
    .update(JSON.stringify([services, storedBridges, bridges, up]))
    .digest('hex')
}

/** With the fault `management lost` nobody gets in while the network is not as it was when the fault began. */
export function isCutOff(mac: SimMac): boolean {
  const before = mac.faults['management lost']
  return before !== undefined && before !== networkState(mac)
}
