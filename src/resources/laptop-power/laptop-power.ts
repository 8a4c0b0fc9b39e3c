import type { Kind } from '../kind.js'
import { diff } from './diff.js'
import { laptopPowerInputs, type LaptopPowerInputs } from './inputs.js'
import { observe } from './observe.js'
import { laptopPowerObserved, type LaptopPowerObserved } from './outputs.js'
import { workOrders } from './work-orders.js'

/** Mains and charge of one laptop: what must not begin on a battery builds on it, and waits. */
export const laptopPower: Kind<LaptopPowerInputs, LaptopPowerObserved> = {
  name: 'LaptopPower',
  inputs: laptopPowerInputs,
  observed: laptopPowerObserved,
  id: ({ mac }) => `LaptopPower/${mac}`,
  macs: ({ mac }) => [mac],
  observe,
  diff,
  findings: () => [],
  workOrders,
  converge: async () => {},
  release: async () => {},
  apart: true,
  mirror: (inputs) => inputs,
  adopt: async (_macs, id) => ({ needs: [], mac: id.slice(id.indexOf('/') + 1), batteryFloor: 0 }),
  // A charger that comes and goes must not restart what serves.
  establishes: () => 'power',
}
