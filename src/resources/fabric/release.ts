import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from '../../command/command.js'
import { MacTrouble } from '../../command/errors.js'
import type { Writer } from '../../command/mac.js'
import type { Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { afresh } from '../patience.js'
import { foundBefore, removeFact } from '../record.js'
import { networkNow } from './converge.js'
import { dumpOf, readDump, type Dump } from './dump.js'
import type { FabricInputs } from './inputs.js'
import { managementOf } from './management.js'
import { FOUND } from './observe.js'
import { refuseRelease } from './refuse.js'
import { bridgeService, kernel, order, services, stored } from './restore.js'
import { inTodaysNames } from './today.js'

/** How often the kernel is asked to take a port back that still has an address (it refuses: facts 2.2). */
const TRIES = 6

const KEPT = 'The record of the found network was kept'

interface Step {
  readonly what: string
  readonly commands: (found: Dump, present: Dump) => Command[]
}

const SERVICES: Step = { what: 'take our addresses off the Thunderbolt ports', commands: services }
const REBUILD: Step = { what: 'give the kernel its bridge back', commands: kernel }

/** In the only order that works: a port with a service is no member, and the bridge's service needs a bridge. */
const STEPS: readonly Step[] = [
  SERVICES,
  { what: 'store the bridge as it was found', commands: stored },
  REBUILD,
  { what: "give the bridge's service its configuration back", commands: bridgeService },
  { what: 'put the services in the order that was found', commands: order },
]

/** Gives the network back as it was found, proves it by comparing, and only then forgets the record. */
export async function release(macs: Writers, { mac: name }: FabricInputs): Promise<void> {
  const text = foundBefore(await recordOf(macs, name), FOUND)
  if (text === undefined) return
  const mac = macs.of(name)
  const network = await networkNow(mac, KEPT)
  const found = inTodaysNames(readDump(text), network)
  refuseRelease(name, found, network, await managementOf(afresh(mac)))
  for (const step of STEPS) {
    if (step === REBUILD) await rebuild(mac, found)
    // A service that is still there keeps its port from the bridge, and networksetup may refuse with exit 0.
    else if ((await take(mac, step, found)) && step === SERVICES) prove(name, [step], found, await now(mac))
  }
  prove(name, STEPS, found, await now(mac))
  await mac.tell({ what: 'forget the recorded network', commands: removeFact(`found/${FOUND}`) })
}

async function now(mac: Writer): Promise<Dump> {
  return dumpOf(await networkNow(mac, KEPT))
}

/** True when something was told. */
async function take(mac: Writer, { what, commands }: Step, found: Dump): Promise<boolean> {
  const told = commands(found, await now(mac))
  if (told.length > 0) await mac.tell({ what, commands: told })
  return told.length > 0
}

// macOS may rebuild the bridge itself as soon as it is stored, so each try starts from what is there now, and only a look
// that leaves nothing to tell is the end: a refusal may come with exit 0. What is missing then is for the proof to say.
async function rebuild(mac: Writer, found: Dump): Promise<void> {
  for (let wait = 250, left = TRIES; left > 0; wait *= 2, left--) {
    if (await rebuilt(mac, found, left === 1)) return
    if (left > 1) await pause(wait)
  }
}

async function rebuilt(mac: Writer, found: Dump, last: boolean): Promise<boolean> {
  try {
    return !(await take(mac, REBUILD, found)) || kernel(found, await now(mac)).length === 0
  } catch (error) {
    if (last || !(error instanceof MacTrouble) || error.trouble !== 'remote-failed') throw error
    return false
  }
}

// The one judge: what a look leaves nothing to tell about is as it was found.
function prove(mac: string, steps: readonly Step[], found: Dump, present: Dump): void {
  const left = steps.filter(({ commands }) => commands(found, present).length > 0)
  if (left.length === 0) return
  throw new MacTrouble('not-converged', {
    mac,
    doing: 'give its network back',
    seen: `told, looked again, and this is still to do: ${left.map(({ what }) => what).join('; ')}`,
    unchanged: KEPT,
    next: 'Run `pulumi destroy` again; if it repeats, send a recording of this Mac',
  })
}
