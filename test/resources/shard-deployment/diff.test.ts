import { describe, expect, it } from 'vitest'
import { diff } from '../../../src/resources/shard-deployment/diff.js'
import { startedFrom, type ShardDeploymentInputs } from '../../../src/resources/shard-deployment/inputs.js'
import type { RankObserved, ShardDeploymentObserved } from '../../../src/resources/shard-deployment/outputs.js'
import { findings } from '../../../src/resources/shard-deployment/findings.js'
import { refuse } from '../../../src/resources/shard-deployment/ports.js'
import { shardDeployment } from '../../../src/resources/shard-deployment/shard-deployment.js'

const inputs: ShardDeploymentInputs = {
  ...{ needs: [], name: 'kimi', model: 'kimi', engine: 'mlx-lm', strategy: 'tensor', backend: 'ring' },
  ranks: [
    { mac: 'studio-1', addresses: ['10.77.0.1'], port: 32323 },
    { mac: 'studio-2', addresses: ['10.77.0.2'], port: 32324 },
  ],
  ...{ host: '127.0.0.1', port: 8080, context: 8192, environmentDigest: 'e', modelDigest: 'm', environment: {} },
  standIn: false,
}
const RANK: RankObserved = { job: 'running', files: 'f', intended: 'f', groupSize: 2, epoch: '7', portTakenBy: null }
const PROOF = { epoch: '7', at: 1, prompt: 'p', text: 't' }

type Ranks = ShardDeploymentObserved['ranks']
function seen(one: Ranks[string], two: Ranks[string], proof: ShardDeploymentObserved['proof'] = PROOF) {
  return { ranks: { 'studio-1': one, 'studio-2': two }, proof, left: {}, startedFrom: startedFrom(inputs) }
}
const with_ = (over: Partial<RankObserved>): RankObserved => ({ ...RANK, ...over })
const GONE: RankObserved = { ...RANK, job: 'absent', files: null, groupSize: null, epoch: null }

const CASES: readonly { name: string; observed: ShardDeploymentObserved; changes: readonly [string, string][] }[] = [
  { name: 'a proven group', observed: seen(RANK, RANK), changes: [] },
  {
    name: 'nothing yet',
    observed: seen(GONE, GONE, null),
    changes: [
      ['ranks.studio-1.files', 'rank 0 of kimi on studio-1 has no files yet'],
      ['ranks.studio-2.files', 'rank 1 of kimi on studio-2 has no files yet'],
    ],
  },
  {
    name: 'other files than the lab declares',
    observed: seen(RANK, with_({ files: 'old' })),
    changes: [['ranks.studio-2.files', 'rank 1 of kimi on studio-2 runs from other files than the lab declares']],
  },
  {
    name: 'a dead rank',
    observed: seen(RANK, with_({ job: 'not running' })),
    changes: [['ranks.studio-2.job', 'rank 1 of kimi on studio-2 is not running']],
  },
  {
    name: 'a rank that serves alone',
    observed: seen(with_({ groupSize: 1 }), RANK),
    changes: [['ranks.studio-1.groupSize', 'rank 0 of kimi on studio-1 is in a group of 1, declared are 2 ranks']],
  },
  {
    name: 'a rank that came back alone after a restart of its Mac and waits for the others',
    observed: seen(RANK, with_({ groupSize: null, epoch: null })),
    changes: [
      ['ranks.studio-2.groupSize', 'rank 1 of kimi on studio-2 has not reported its group, declared are 2 ranks'],
    ],
  },
  {
    name: 'ranks of two different starts',
    observed: seen(RANK, with_({ epoch: '6' })),
    changes: [['ranks.studio-2.epoch', 'rank 1 of kimi on studio-2 belongs to another start of the group than rank 0']],
  },
  {
    name: 'a group that formed again by itself',
    observed: seen(with_({ epoch: '8' }), with_({ epoch: '8' })),
    changes: [
      [
        'proof',
        'kimi has not generated a token since its last start: ask it for one, and start it again if it gives none',
      ],
    ],
  },
  { name: 'a rank that could not be looked at', observed: seen(RANK, { unknown: 'refused' }), changes: [] },
]

describe('what a group lacks', () => {
  it.each(CASES)('$name', ({ observed, changes }) => {
    expect(diff(inputs, observed).map(({ path, what }) => [path, what])).toEqual(changes)
  })

  it.each([
    ['a rank is missing', seen(with_({ job: 'absent' }), RANK)],
    ['the proof is missing: asking a group that serves can crash it', seen(RANK, RANK, null)],
  ])('says that ranks may restart when %s', (_name, observed) => {
    expect(diff(inputs, observed).map(({ risk }) => risk)).toEqual(['restarts ranks'])
  })

  it('tells the engine of other inputs, though what was seen was judged for the old ones', () => {
    const changed = diff({ ...inputs, port: 9090 }, seen(RANK, RANK))
    expect(changed.map(({ path, what }) => [path, what])).toEqual([
      ['ranks', 'start kimi again as the lab declares it now'],
    ])
    expect(diff({ ...inputs, context: 512 }, seen(RANK, RANK))).toEqual([])
  })

  it('gives back a Mac that is no longer one of the ranks, wherever it was seen', () => {
    const path = 'macs.studio-2'
    const one = { ...inputs, ranks: inputs.ranks.slice(0, 1) }
    expect(diff(one, seen(RANK, RANK)).map((change) => change.path)).toContain(path)
    const alone = { ranks: { 'studio-1': { ...RANK, groupSize: 1 } }, proof: PROOF, startedFrom: startedFrom(one) }
    expect(diff(one, { ...alone, left: { 'studio-2': 'present' } })).toMatchObject([
      { path, from: 'present', to: null, risk: 'restarts ranks', mac: 'studio-2' },
    ])
  })

  it('is not held up by a Mac that left and does not answer, and names it', () => {
    const one = { ...inputs, ranks: inputs.ranks.slice(0, 1) }
    const observed: ShardDeploymentObserved = {
      ...{ ranks: { 'studio-1': { ...RANK, groupSize: 1 } }, proof: PROOF, startedFrom: startedFrom(one) },
      left: { 'studio-2': { unknown: 'connection refused' } },
    }
    expect(diff(one, observed)).toEqual([])
    expect(shardDeployment.doubts?.(one, observed)).toEqual([])
    expect(findings(one, observed)).toMatchObject([
      {
        mac: 'studio-2',
        what: 'studio-2 may still hold a rank of kimi',
        cause: 'it was taken out of it and does not answer: connection refused',
      },
    ])
  })

  it('shows a rank that is not as declared as one that is missing', () => {
    expect(shardDeployment.mirror(inputs, seen(RANK, with_({ job: 'not running' }))).ranks).toEqual(
      inputs.ranks.slice(0, 1),
    )
    expect(shardDeployment.mirror(inputs, seen(RANK, { unknown: 'refused' }))).toEqual(inputs)
  })
})

describe('a port in other hands', () => {
  const observed = seen({ ...GONE, portTakenBy: 'node of _www on port 8080' }, GONE, null)

  it('is named, left alone, and nothing is started', () => {
    expect(() => refuse(inputs, observed, diff(inputs, observed))).toThrow(
      'studio-1: start the group kimi: node of _www on port 8080 is in the way. It was not touched, and nothing was started.',
    )
    expect(findings(inputs, observed)).toMatchObject([{ mac: 'studio-1', danger: 'danger' }])
  })

  it('is nobody’s business while there is nothing to start', () => {
    expect(() => refuse(inputs, observed, [])).not.toThrow()
  })
})
