import { rdma } from '../../src/resources/rdma/rdma.js'
import { PAIR } from '../sim/lab.js'
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
