import { expect } from 'vitest'
import { mac } from '../../src/resources/mac/mac.js'
import { PAIR } from '../sim/lab.js'
import { tellStory } from './story.js'

tellStory({
  world: { ...PAIR, macs: { 'studio-1': { model: 'Mac15,14' } }, cables: [] },
  kind: mac,
  inputs: { needs: [], lab: 'bench', mac: 'studio-1', model: 'Mac15,14', minimumMacos: '26.2', claims: [] },
  imported: { minimumMacos: '26.6' },
  atFirst: ['lab'],
  drift: {
    by: async (stage) => {
      const said = await stage.bench.ssh('studio-1', 'sudo -n rm "$MACLOOM_ROOT"/usr/local/macloom/lab')
      expect(said).toMatchObject({ exit: 0 })
    },
    shows: ['lab'],
  },
})
