import { z } from 'zod'
import { isUnknown } from '../words.js'
import type { RdmaInputs } from './inputs.js'
import type { RdmaObserved, RdmaPort } from './outputs.js'
import { activeIn, isOn } from './state.js'

/** How far RDMA has come in this lab, kept on the Mac: with it a later loss is told from a first wait. */
export const rdmaHistory = z.strictObject({
  /** Receptacles of declared links that have been active. */
  active: z.array(z.number()),
})
export type RdmaHistory = z.infer<typeof rdmaHistory>

/** What the record should say after this look. A port that the lab no longer declares is forgotten. */
export function worthRemembering({ enabled, receptacles }: RdmaInputs, observed: RdmaObserved): RdmaHistory | null {
  const { ports, history } = observed
  if (!enabled || isUnknown(history)) return null
  if (history === null && !isOn(observed)) return null
  const been = [...(history?.active ?? []), ...activeIn(ports)]
  return { active: receptacles.filter((number) => been.includes(number)).sort((a, b) => a - b) }
}

/** Whether RDMA was on in this lab and is no longer. */
export function wasOn({ enabled }: RdmaInputs, observed: RdmaObserved): boolean {
  return enabled && !isOn(observed) && observed.history !== null && !isUnknown(observed.history)
}

/** Ports of declared links that were active and are no longer, while RDMA of this Mac is on. */
export function lostPorts({ receptacles }: RdmaInputs, observed: RdmaObserved): RdmaPort[] {
  const { history, ports } = observed
  if (!isOn(observed) || history === null || isUnknown(history) || isUnknown(ports)) return []
  const been = receptacles.filter((number) => history.active.includes(number))
  return ports.filter(({ receptacle, verdict }) => been.includes(receptacle) && verdict !== 'active')
}
