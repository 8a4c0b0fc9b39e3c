import type { Finding } from '../words.js'
import type { Measured } from './findings.js'
import type { MacFigures, Rate, Trips } from './outputs.js'
import { gigabits, micros } from './units.js'
import { endsText } from './wiring.js'

/** The slower direction of a link this much below the other one: something at one end, not the cable as a whole. */
const LOPSIDED = 0.6

/** A round trip of TCP over Thunderbolt takes about 300 us (facts 6.2); a millisecond is another class. */
const SLOW_TRIP = 1000

/** A tail: so many times the middle, and long enough to hold up a token. */
const TAIL = { times: 20, least: 3000 }

/** A link whose slower direction is below its band, or faster than any cable, with the likely cause. */
export function rateFinding(measured: Measured): Finding[] {
  const { link, figures, expected, key } = measured
  const { forth, back } = figures.rate
  const [slow, fast] = forth.gbps <= back.gbps ? [forth, back] : [back, forth]
  if (expected.most !== null && fast.gbps > expected.most) return [tooFast(measured, fast)]
  if (slow.gbps >= expected.least) return []
  const what = `${key} carries ${shown(slow)} Gb/s, expected are at least ${gigabits(expected.least)} by ${expected.by}`
  return [{ mac: link.ends[0].mac, danger: 'warning', what, ...slowCause(measured, slow, fast) }]
}

function tooFast({ link, key, expected }: Measured, fast: Rate): Finding {
  return {
    mac: link.ends[0].mac,
    danger: 'warning',
    what: `${key} seems to carry ${shown(fast)} Gb/s, more than the ${expected.most} Gb/s that were negotiated`,
    cause: 'the bytes did not go over this cable, or the speed that the Macs report is not that of the link',
    remedy: 'Send a recording of both Macs; if this lab is no Thunderbolt lab, declare `expectGbps` for the link',
  }
}

function slowCause({ link, figures, expected }: Measured, slow: Rate, fast: Rate): Pick<Finding, 'cause' | 'remedy'> {
  const [a, b] = endsText(link)
  const { negotiatedGbps } = figures
  if (negotiatedGbps !== null && negotiatedGbps < 80) {
    return {
      cause: `both ends agreed on ${negotiatedGbps} Gb/s only: the cable, or a plug that sits badly`,
      remedy: `Change the cable between ${a} and ${b} for a certified Thunderbolt 5 one, then try another receptacle`,
    }
  }
  if (slow.gbps < LOPSIDED * fast.gbps) {
    const [from, to] = slow === figures.rate.forth ? [a, b] : [b, a]
    return {
      cause: `only the direction from ${from} to ${to} is slow (the other one carries ${shown(fast)}): a display makes a link 120 one way and 40 the other, two MTUs differ, or one pair of wires in the cable is bad`,
      remedy: `Take displays off ${a} and ${b}, compare the MTU of both interfaces, then turn the cable round: if the slow direction turns with it, change it`,
    }
  }
  const worn = expected.by === 'earlier measurements' ? 'It was faster before: a cable or plug that wears, or ' : ''
  return {
    cause: `${worn}both directions are slow at full negotiated speed: a hub or a disk on the same controller, or Macs that were busy`,
    remedy: `Take everything else off the controllers of ${a} and ${b} and measure again (\`measure: { again: … }\`); then change the cable`,
  }
}

/** Round trips that are slow as a rule, or now and then. */
export function tripFindings({ link, key, figures }: Measured): Finding[] {
  const { forth, back } = figures.trips
  const worst = forth.p99 >= back.p99 ? forth : back
  const mac = link.ends[worst === forth ? 0 : 1].mac
  if (worst.p50 > SLOW_TRIP) {
    const what = `a round trip over ${key} takes ${micros(worst.p50)}, about 300 us are usual`
    const remedy = 'See that nothing else runs on both Macs and that no low-power mode is on, and measure again'
    return [{ mac, danger: 'warning', what, cause: 'a busy Mac, a low-power mode, or a hub in between', remedy }]
  }
  return tail(worst) ? [tailFinding(mac, key, worst)] : []
}

function tail({ p50, p99 }: Trips): boolean {
  return p99 > TAIL.least && p99 > TAIL.times * p50
}

function tailFinding(mac: string, key: string, { p50, p99, max }: Trips): Finding {
  return {
    mac,
    danger: 'note',
    what: `one in a hundred round trips over ${key} takes more than ${micros(p99)}, the usual one ${micros(p50)}, the longest ${micros(max)}`,
    cause: 'something else wakes up on one of the two Macs, or the link repeats what a bad cable has lost',
    remedy: 'Measure again (`measure: { again: … }`); if it stays and both Macs are idle, change the cable',
  }
}

/** Links that are fine alone and below their band when all links of a Mac are loaded. */
export function shareFinding(mac: string, { links }: MacFigures, measured: readonly Measured[]): Finding[] {
  const slowest = ({ forth, back }: { forth: Rate; back: Rate }) => Math.min(forth.gbps, back.gbps)
  const starved = measured.flatMap(({ key, figures, expected }) => {
    const loaded = links[key]
    if (loaded === undefined || slowest(figures.rate) < expected.least || slowest(loaded) >= expected.least) return []
    return [`${key} ${gigabits(slowest(loaded))} in place of ${gigabits(slowest(figures.rate))}`]
  })
  if (starved.length === 0) return []
  return [
    {
      mac,
      danger: 'warning',
      what: `the links of ${mac} hold each other up when all are loaded (Gb/s): ${starved.join(', ')}`,
      cause: 'each is fine alone: they share a controller, its PCIe lanes, or the processors of that Mac',
      remedy: `Spread the cables of ${mac} over receptacles of other controllers, and take disks and displays off theirs`,
    },
  ]
}

function shown({ gbps }: Rate): string {
  return gigabits(gbps)
}
