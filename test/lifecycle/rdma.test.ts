import { describe, expect, it } from 'vitest'
import { rdma } from '../../src/resources/rdma/rdma.js'
import { PAIR } from '../sim/lab.js'
import { Stage } from './stage.js'
import { tellStory } from './story.js'

tellStory({
  world: { ...PAIR, macs: { 'studio-1': { model: 'Mac15,14' } }, cables: [] },
  kind: rdma,
  inputs: { needs: [], mac: 'studio-1', enabled: true },
  atFirst: ['enabled'],
  person: {
    orders: [{ mac: 'studio-1', hands: 'enable RDMA in recoveryOS' }],
    hands: (stage) => stage.bench.sim.hands.enableRdma('studio-1'),
  },
  drift: {
    by: (stage) => stage.bench.sim.hands.disableRdma('studio-1'),
    shows: ['enabled'],
    person: {
      orders: [{ mac: 'studio-1', hands: 'enable RDMA in recoveryOS' }],
      hands: (stage) => stage.bench.sim.hands.enableRdma('studio-1'),
    },
  },
})

describe('a Thunderbolt 4 Mac', { timeout: 60_000 }, () => {
  it('is not waited for: it can never do RDMA, and that is a finding', async () => {
    const stage = await Stage.open({ ...PAIR, macs: { mini: { model: 'Mac16,10' } }, cables: [] })
    const { outputs } = await stage.look(rdma, { needs: [], mac: 'mini', enabled: true })
    await stage.close()
    expect(outputs).toMatchObject({
      ready: { state: 'ready' },
      workOrders: [],
      findings: [{ danger: 'danger', what: 'RDMA is declared, and this Mac has Thunderbolt 4' }],
    })
  })
})
