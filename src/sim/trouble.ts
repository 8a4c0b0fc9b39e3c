import type { Arrangement } from './appointment.js'
import { textOf } from './cabling.js'
import { bytesFrom } from './derive.js'
import { hasRdmaTools, rdmaDevices } from './rdma.js'
import type { SimMac, World } from './world.js'

export interface TroubleOptions {
  /** How many troubles begin; default 6. */
  readonly count?: number
  /** Seconds in which they begin; each is over after at most a third of that. Default 60. */
  readonly seconds?: number
}

/** One trouble: what begins it, and what ends it. */
interface Trouble {
  readonly begins: Act
  readonly ends: readonly Act[]
}
type Act = readonly [hand: string, ...words: readonly unknown[]]

/** Draws numbers that depend on nothing but the words given. */
class Dice {
  readonly #words: readonly (string | number)[]
  #thrown = 0

  constructor(...words: readonly (string | number)[]) {
    this.#words = words
  }

  /** At least 0, less than 1. */
  next(): number {
    return bytesFrom('dice', ...this.#words, (this.#thrown += 1)).readUInt32BE(0) / 2 ** 32
  }

  /** From `least` to `most`, both possible. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  one<T>(all: readonly [T, ...T[]]): T {
    return all[this.whole(0, all.length - 1)] ?? all[0]
  }
}

/**
 * A plausible sequence of troubles for a world, to be handed to `hands.arrange`: the same seed and world give the same
 * one. Each trouble ends by itself, whatever began it, so that a lab can be demanded to be whole again after the last;
 * what only a boot heals (leaked protection domains) ends with a reboot.
 */
export function agendaOf(
  seed: number,
  world: World,
  { count = 6, seconds = 60 }: TroubleOptions = {},
): readonly Arrangement[] {
  const dice = new Dice('agenda', seed, world.lab, world.seed)
  const [first, ...rest] = Object.values(world.macs)
  if (first === undefined) return []
  // Two swaps of one plug would not undo each other, nor two updates of one Mac.
  const taken = new Set<string>()
  return Array.from({ length: count }, (): Arrangement[] => {
    const mac = dice.one([first, ...rest])
    const { begins, ends } = dice.one(SORTS)(mac, world, dice)
    const key = keyOf(begins)
    if (taken.has(key)) return []
    taken.add(key)
    const after = Math.round(dice.next() * seconds * 333) / 1000
    const then = ends.map(([hand, ...words]) => ({ hand, words, seconds: after }))
    const [hand, ...words] = begins
    return [{ hand, words, when: moment(mac, dice, seconds), then }]
  }).flat()
}

function keyOf([hand, mac, fault]: Act): string {
  if (hand === 'unplug' || hand === 'swap') return 'cables'
  return [mac, hand === 'setFault' ? fault : 'power'].join(' ')
}

function moment({ name }: SimMac, dice: Dice, seconds: number): Arrangement['when'] {
  const kind = dice.whole(0, 3)
  if (kind === 0) return { exec: dice.whole(1, 5), mac: name }
  if (kind === 1) return { tell: dice.whole(1, 5), mac: name }
  return { seconds: Math.round(dice.next() * seconds * 1000) / 1000 }
}

type Sort = (mac: SimMac, world: World, dice: Dice) => Trouble

const fault =
  (name: string, value: (dice: Dice) => number | string = () => ''): Sort =>
  ({ name: mac }, _world, dice) => ({
    begins: ['setFault', mac, name, String(value(dice))],
    ends: [['clearFault', mac, name]],
  })

const restart: Sort = (mac) => ({ begins: ['reboot', mac.name], ends: unlocked(mac) })

function unlocked(mac: SimMac): readonly Act[] {
  return mac.fileVault === 'off' ? [] : [['unlock', mac.name]]
}

const switchedOff: Sort = (mac) => ({
  begins: ['shutDown', mac.name],
  ends: [['start', mac.name], ...unlocked(mac)],
})

/** An update that only one Mac has seen, and the way back. */
const wrongBuild: Sort = (mac, _world, dice) => {
  const { version, build } = mac.macos
  const other = { version, build: build.replace(/\d+$/, (number) => String(Number(number) + dice.whole(1, 9))) }
  const back: readonly Act[] = [['changeBuild', mac.name, { version, build }], ...unlocked(mac)]
  return { begins: ['changeBuild', mac.name, other], ends: [...unlocked(mac), ...back] }
}

const leak: Sort = (mac, world, dice) => {
  const [device] = hasRdmaTools(mac) ? rdmaDevices(world, mac) : []
  if (device === undefined) return restart(mac, world, dice)
  const count = dice.whole(1, 11)
  return {
    begins: ['leakProtectionDomain', mac.name, device.name, count],
    ends: [['reboot', mac.name], ...unlocked(mac)],
  }
}

/** A plug in a neighbouring receptacle, or a cable that is out for a while. */
const cable: Sort = (mac, world, dice) => {
  const [first, ...rest] = world.cables
  if (first === undefined) return restart(mac, world, dice)
  const { ends } = dice.one([first, ...rest])
  const [a, b] = ends.map(textOf)
  if (dice.whole(0, 1) === 0) return { begins: ['unplug', a], ends: [['plug', a, b]] }
  const end = dice.one(ends)
  const others = 'mac' in end ? Object.keys(world.macs[end.mac]?.receptacles ?? {}) : []
  const [one, ...more] = others.filter((number) => 'mac' in end && Number(number) !== end.receptacle)
  if (!('mac' in end) || one === undefined) return { begins: ['unplug', a], ends: [['plug', a, b]] }
  const swapped = ['swap', textOf(end), `${end.mac}:${dice.one([one, ...more])}`] as const
  return { begins: swapped, ends: [swapped] }
}

const SORTS: readonly [Sort, ...Sort[]] = [
  fault('down'),
  fault('silent'),
  fault('freeze'),
  fault('reset'),
  fault('delay', (dice) => dice.whole(20, 400)),
  fault('drop after', (dice) => dice.whole(500, 50_000)),
  fault('refuse login'),
  fault('sudo asks'),
  fault('disk full', (dice) => dice.whole(0, 100_000)),
  fault('networksetup commit'),
  fault('no update server'),
  fault('generation dead', (dice) => dice.one(['', '404', '503'])),
  fault('load wedged'),
  fault('rank alone'),
  fault('rank exits', (dice) => dice.whole(1, 5)),
  fault('rank ignores SIGTERM'),
  restart,
  switchedOff,
  wrongBuild,
  leak,
  cable,
]
