import type { Model } from './catalogue.js'
import type { SimMac } from './world.js'

// Keys and order of a captured M1 mini (facts 5.1); autorestart as a Mac16,11 takes it.
const DESKTOP = {
  standby: '0',
  'Sleep On Power Button': '1',
  hibernatefile: '/var/vm/sleepimage',
  powernap: '1',
  networkoversleep: '0',
  disksleep: '10',
  sleep: '1',
  hibernatemode: '0',
  ttyskeepawake: '1',
  displaysleep: '10',
  tcpkeepalive: '1',
  powermode: '0',
  autorestart: '0',
  womp: '1',
}

// A laptop has no autorestart (systemsetup says "Not supported"). Composed from the desktop's lines.
const { autorestart: _, ...LAPTOP } = DESKTOP

/** Energy settings of a new Mac: it sleeps. */
export function factoryPower(model: Model): SimMac['power'] {
  const laptop = model.family === 'MacBook Pro'
  return {
    ac: laptop ? { ...LAPTOP } : { ...DESKTOP },
    battery: laptop ? { ...LAPTOP, displaysleep: '2', womp: '0' } : null,
    system: { SleepDisabled: '0' },
    remarks: {},
  }
}
