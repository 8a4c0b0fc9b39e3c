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

// Keys and order of a captured MacBook Pro M5 Pro. A laptop has no autorestart (systemsetup says "Not supported").
const LAPTOP = {
  'Sleep On Power Button': '1',
  powermode: '0',
  standby: '1',
  ttyskeepawake: '1',
  hibernatemode: '3',
  powernap: '1',
  hibernatefile: '/var/vm/sleepimage',
  displaysleep: '10',
  womp: '1',
  networkoversleep: '0',
  sleep: '1',
}
const LAST = { tcpkeepalive: '1', disksleep: '10' }

/** Energy settings of a new Mac, which sleeps; and the battery of a laptop, on mains and full. */
export function factoryPower(model: Model): Pick<SimMac, 'power' | 'battery'> {
  const laptop = model.family === 'MacBook Pro'
  const power = {
    ac: laptop ? { ...LAPTOP, ...LAST } : { ...DESKTOP },
    battery: laptop ? { ...LAPTOP, displaysleep: '2', womp: '0', lessbright: '1', ...LAST } : null,
    system: { SleepDisabled: '0' },
    remarks: {},
  }
  return { power, battery: laptop ? { id: 4653155, percent: 100, state: 'charged', minutes: 0 } : null }
}
