import type { Kind, Readers } from '../kind.js'
import { isUnknown } from '../words.js'
import { converge, release } from './converge.js'
import { diff } from './diff.js'
import { findings } from './findings.js'
import { rdmaInputs, type RdmaInputs } from './inputs.js'
import { observe } from './observe.js'
import { rdmaObserved, type RdmaObserved } from './outputs.js'
import { isOn } from './state.js'
import { workOrders } from './work-orders.js'

/** RDMA over Thunderbolt on one Mac. Only a person in recoveryOS can switch it; we look, say how, and go on. */
export const rdma: Kind<RdmaInputs, RdmaObserved> = {
  name: 'Rdma',
  inputs: rdmaInputs,
  observed: rdmaObserved,
  id: (inputs) => `Rdma/${inputs.mac}`,
  macs: (inputs) => [inputs.mac],
  observe,
  diff,
  findings,
  doubts,
  workOrders,
  converge,
  release,
  mirror: (inputs, seen) => (isUnknown(seen.status) ? inputs : { ...inputs, enabled: isOn(seen) }),
  adopt,
  establishes: (_inputs, { status, supported }) => ({ status, supported }),
}

// A port that was never active may wait for its neighbour; only the switch of this Mac must be known.
function doubts(_inputs: RdmaInputs, { status, supported }: RdmaObserved): string[] {
  return Object.entries({ status, supported }).flatMap(([key, value]) =>
    isUnknown(value) ? [`${key}: ${value.unknown}`] : [],
  )
}

async function adopt(macs: Readers, id: string): Promise<RdmaInputs> {
  const mac = id.slice(id.indexOf('/') + 1)
  const observed = await observe(macs, { mac, receptacles: [], enabled: true })
  const { history } = observed
  const receptacles = history === null || isUnknown(history) ? [] : history.active
  return { needs: [], mac, receptacles, enabled: isOn(observed) }
}
