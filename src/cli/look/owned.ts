import { isUnknown } from '../../resources/words.js'
import type { MacVisit } from './visit-mac.js'

/**
 * What is said of a Mac that a lab owns: settings, network and RDMA are that lab's, and nobody compares them with a lab
 * that does not exist; that it is owned is all that stands against another one.
 */
export function unlessOwned(visited: MacVisit): MacVisit {
  const claim = visited.mac.observed?.claim
  if (claim === undefined || claim === null || isUnknown(claim)) return visited
  const theirs = { changes: [], findings: [], workOrders: [], refusals: [] }
  return {
    mac: { ...visited.mac, refusals: [`the lab ${claim.lab} owns it, since ${claim.since}`] },
    settings: { ...visited.settings, ...theirs },
    network: { ...visited.network, ...theirs },
    rdma: { ...visited.rdma, workOrders: [] },
  }
}
