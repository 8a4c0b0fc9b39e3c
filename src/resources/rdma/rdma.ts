import type { Kind, Readers } from '../kind.js'
import { isUnknown } from '../words.js'
import { diff } from './diff.js'
import { findings } from './findings.js'
import { rdmaInputs, type RdmaInputs } from './inputs.js'
import { observe } from './observe.js'
import { rdmaObserved, type RdmaObserved } from './outputs.js'
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
  converge: async () => {},
  release: async () => {},
  mirror: (inputs, { status }) => (isUnknown(status) ? inputs : { ...inputs, enabled: status === 'enabled' }),
  adopt,
  establishes: (_inputs, { status, supported }) => ({ status, supported }),
}

// Port states come and go with the neighbours; only the switch of this Mac is judged.
function doubts(_inputs: RdmaInputs, { status, supported }: RdmaObserved): string[] {
  return Object.entries({ status, supported }).flatMap(([key, value]) =>
    isUnknown(value) ? [`${key}: ${value.unknown}`] : [],
  )
}

async function adopt(macs: Readers, id: string): Promise<RdmaInputs> {
  const mac = id.slice(id.indexOf('/') + 1)
  const { status } = await observe(macs, { mac })
  return { needs: [], mac, enabled: status === 'enabled' }
}
