import type { LinkEnd } from '../../src/resources/thunderbolt-link/inputs.js'
import { thunderboltLink } from '../../src/resources/thunderbolt-link/thunderbolt-link.js'
import { PAIR } from '../sim/lab.js'
import { tellStory } from './story.js'

const ends: [LinkEnd, LinkEnd] = [
  { mac: 'studio-1', receptacle: 2 },
  { mac: 'studio-2', receptacle: 2 },
]

// One plug is in the wrong receptacle from the start; later somebody borrows the cable.
tellStory({
  world: { ...PAIR, cables: ['studio-1:2 <-> studio-2:3'] },
  kind: thunderboltLink,
  inputs: { needs: [], ends, minimumGbps: 80, declared: [ends] },
  atFirst: ['ends'],
  person: {
    orders: [{ mac: 'studio-2', hands: 'move a plug' }],
    hands: (stage) => stage.bench.sim.hands.move('studio-2:3', 'studio-2:2'),
  },
  drift: {
    by: (stage) => stage.bench.sim.hands.unplug('studio-1:2'),
    shows: ['ends'],
    person: {
      orders: [{ mac: 'studio-1', hands: 'plug a cable' }],
      hands: (stage) => stage.bench.sim.hands.plug('studio-1:2', 'studio-2:2'),
    },
  },
})
