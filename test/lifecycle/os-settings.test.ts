import { osSettings } from '../../src/resources/os-settings/os-settings.js'
import { PAIR } from '../sim/lab.js'
import { tellStory } from './story.js'

tellStory({
  world: { ...PAIR, macs: { 'studio-1': { model: 'Mac15,14' } }, cables: [] },
  kind: osSettings,
  inputs: {
    needs: [],
    mac: 'studio-1',
    sleep: 'never',
    displaySleep: 'never',
    diskSleep: 'never',
    restartAfterPowerLoss: true,
    wakeOnNetwork: true,
    automaticUpdates: false,
    computerName: 'studio-1',
    wiredLimitMb: 458752,
  },
  atFirst: [
    ...['sleep', 'displaySleep', 'diskSleep', 'restartAfterPowerLoss', 'automaticUpdates', 'computerName'],
    ...['wiredLimitMb', 'wiredLimitAtBootMb'],
  ],
  drift: {
    by: async (stage) => {
      await stage.bench.ssh('studio-1', 'sudo -n pmset -a sleep 5; sudo -n scutil --set ComputerName Mine')
    },
    shows: ['sleep', 'computerName'],
  },
})
