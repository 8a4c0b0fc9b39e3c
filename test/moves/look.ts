import { argvOf } from '../../src/command/command.js'
import { answerOf } from '../../src/command/question.js'
import type { Readers } from '../../src/resources/kind.js'
import type { LinkEnd, ThunderboltLinkInputs } from '../../src/resources/thunderbolt-link/inputs.js'
import { observe } from '../../src/resources/thunderbolt-link/observe.js'
import type { ThunderboltLinkObserved } from '../../src/resources/thunderbolt-link/outputs.js'
import { addCable } from '../../src/sim/hands-on-world.js'
import { settle } from '../../src/sim/kernel.js'
import { newWorld } from '../../src/sim/new-world.js'
import type { Device, World } from '../../src/sim/world.js'
import { disk, display, hub, oldDock } from '../sim/tools/thunderbolt-worlds.js'
import { run } from '../sim/tools/run.js'
import type { Gadget, Place, Plugged, Wiring } from './plugged.js'

const MODELS = { 3: 'Mac16,11', 4: 'Mac16,9', 6: 'Mac15,14' } as const
const DEVICES: Readonly<Record<Gadget['sort'], Device>> = { disk, hub, dock: oldDock, display }

/** The Macs of a wiring with nothing plugged in. */
export function emptyWorld({ name, macs, receptacles }: Wiring): World {
  const model = MODELS[receptacles]
  return newWorld({ lab: name, seed: 1, macs: Object.fromEntries(macs.map((mac) => [mac, { model }])) })
}

/** A copy of `empty` with all that plugged in. */
export function worldOf(empty: World, { wires, gadgets }: Plugged): World {
  const world = structuredClone(empty)
  for (const { ends, gbps } of wires) addCable(world, ...ends, gbps === 80 ? null : gbps)
  for (const [index, { sort, at }] of gadgets.entries()) {
    const device = `${sort}-${index}`
    world.devices[device] = DEVICES[sort]
    at.forEach((place, port) => addCable(world, place, `${device}:${port + 1}`, null))
  }
  settle(world)
  return world
}

/** Asks the sim's own tools, as SSH would, without SSH: what they print goes through the real questions. */
function readersOf(world: World): Readers {
  return {
    names: Object.keys(world.macs),
    of: (mac) => ({
      mac,
      prefix: async () => '',
      ask: async (question) => answerOf(mac, question, await run(world, mac, argvOf(question.command))),
    }),
  }
}

export function endOf(place: Place): LinkEnd {
  const [mac = '', receptacle] = place.split(':')
  return { mac, receptacle: Number(receptacle) }
}

/** The links of the wiring as their resources declare them. */
export function linksOf({ links }: Wiring): ThunderboltLinkInputs[] {
  const declared = links.map(([a, b]): [LinkEnd, LinkEnd] => [endOf(a), endOf(b)])
  return declared.map((ends) => ({ needs: [], ends, minimumGbps: 80, declared }))
}

export async function look(world: World, links: readonly ThunderboltLinkInputs[]): Promise<ThunderboltLinkObserved> {
  const [first] = links
  if (first === undefined) throw new Error('no link is declared')
  return observe(readersOf(world), first)
}
