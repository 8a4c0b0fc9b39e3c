import { describe, expect, it } from 'vitest'
import { shardDeploymentInputs } from '../../../src/resources/shard-deployment/inputs.js'
import { mixed, refuseMixed } from '../../../src/resources/shard-deployment/mixed.js'
import type { ShardDeploymentObserved } from '../../../src/resources/shard-deployment/outputs.js'
import type { Change } from '../../../src/resources/words.js'

const ranks = ['a', 'b'].map((mac) => ({ mac, addresses: [], port: 32323 }))
const inputs = shardDeploymentInputs.parse({
  ...{ name: 'chat', model: 'm', engine: 'mlx-lm', strategy: 'tensor', backend: 'ring', ranks, port: 8080 },
  ...{ context: 512, environmentDigest: 'e', modelDigest: 'm' },
})
const seen = (builds: ShardDeploymentObserved['builds']): ShardDeploymentObserved => {
  return { ranks: {}, proof: null, left: {}, startedFrom: '', ...(builds !== undefined && { builds }) }
}
const START: Change = { path: 'ranks', from: null, to: null, risk: 'restarts ranks', what: 'start' }
const MIX = { a: '25C56', b: '25D125' }

describe('a group whose Macs run different builds of macOS', () => {
  it('is worth a warning over TCP, and starts', () => {
    expect(mixed(inputs, seen(MIX))).toMatchObject([
      { danger: 'warning', what: 'these Macs run different builds of macOS: 25C56 on a; 25D125 on b' },
    ])
    expect(() => refuseMixed(inputs, seen(MIX), [START])).not.toThrow()
  })

  it('is not started over RDMA, and what serves goes on', () => {
    // No deployment can say so yet: the backend is one of the words that the plan does not know so far.
    const overRdma = { ...inputs, backend: 'jaccl' as 'ring' }
    expect(() => refuseMixed(overRdma, seen(MIX), [START])).toThrow(
      /over RDMA: these Macs run different builds.*Nothing was started/,
    )
    expect(() => refuseMixed(overRdma, seen(MIX), [])).not.toThrow()
    expect(() => refuseMixed(overRdma, seen({ a: '25C56' }), [START])).not.toThrow()
  })

  it('is not judged by a look that did not ask', () => {
    expect(mixed(inputs, seen(undefined))).toEqual([])
  })
})
