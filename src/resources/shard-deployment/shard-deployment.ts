import { MacTrouble } from '../../command/errors.js'
import type { Kind, Readers } from '../kind.js'
import { doubtsIn } from '../readiness.js'
import { macRecord } from '../record.js'
import { isUnknown } from '../words.js'
import { converge } from './converge.js'
import { diff } from './diff.js'
import { shardDeploymentInputs, type ShardDeploymentInputs } from './inputs.js'
import { observe } from './observe.js'
import { shardDeploymentObserved, type ShardDeploymentObserved } from './outputs.js'
import { findings } from './findings.js'
import { refuseMixed } from './mixed.js'
import { refuse } from './ports.js'
import { release } from './release.js'

/** One model served by ranks on several Macs: started, proven, stopped and restarted as one group. */
export const shardDeployment: Kind<ShardDeploymentInputs, ShardDeploymentObserved> = {
  name: 'ShardDeployment',
  inputs: shardDeploymentInputs,
  observed: shardDeploymentObserved,
  id: ({ name }) => `ShardDeployment/${name}`,
  macs: ({ ranks }) => ranks.map(({ mac }) => mac),
  observe,
  diff,
  findings,
  workOrders: () => [],
  refuse: (inputs, observed, changes) => {
    refuse(inputs, observed, changes)
    refuseMixed(inputs, observed, changes)
  },
  converge,
  release,
  mirror,
  // A Mac that left and is silent is a finding: it must not keep the group from starting on those that stayed.
  doubts: (_inputs, observed) => doubtsIn({ ...observed, left: {} }),
  adopt,
  establishes: ({ name, ranks, host, port, modelDigest }) => ({ name, ranks, host, port, modelDigest }),
}

/** A rank that is not as declared is missing from what the Macs have. */
function mirror(inputs: ShardDeploymentInputs, observed: ShardDeploymentObserved): ShardDeploymentInputs {
  const wrong = new Set(diff(inputs, observed).flatMap(({ path, mac }) => (path === 'proof' ? [] : [mac])))
  const ranks = inputs.ranks.filter(({ mac }) => isUnknown(observed.ranks[mac]) || !wrong.has(mac))
  return { ...inputs, ranks }
}

async function adopt(macs: Readers, id: string): Promise<ShardDeploymentInputs> {
  const name = id.slice(id.indexOf('/') + 1)
  const records = await Promise.allSettled(macs.names.map((mac) => macs.of(mac).ask(macRecord)))
  for (const record of records) {
    if (record.status !== 'fulfilled' || !record.value.known) continue
    const text = record.value.value.facts[`jobs/${name}/inputs.json`]
    if (text !== undefined) return shardDeploymentInputs.parse({ ...(JSON.parse(text) as object), needs: [] })
  }
  const seen = `no Mac that answers has a rank of ${name}`
  throw new MacTrouble('precondition', { doing: `import ${id}`, seen, unchanged: 'Nothing was imported' })
}
