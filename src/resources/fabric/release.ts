import { setTimeout as pause } from 'node:timers/promises'
import { MacTrouble } from '../../command/errors.js'
import type { Writer } from '../../command/mac.js'
import type { Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { afresh } from '../patience.js'
import { foundBefore, removeFact } from '../record.js'
import { untilQuiet } from '../timer-arm.js'
import { networkNow } from './converge.js'
import { dumpOf, readDump } from './dump.js'
import type { Dump } from './outputs.js'
import { lookAt } from './compared.js'
import { forgetTries } from './gids.js'
import { idOf, patienceOf, type FabricInputs } from './inputs.js'
import { managementOf } from './management.js'
import { FOUND } from './observe.js'
import { refuseRelease } from './refuse.js'
import { kernel, REBUILD, RESTORE, SERVICES, type RestoreStep } from './restore.js'
import { forgetOwners, handBackTo, switchOff, takenIn, type Taken } from './owners.js'
import { inTodaysNames } from './today.js'
import { transact } from './transaction.js'
import { undo, wayBack } from './undo.js'

/** How often the kernel is asked to take a port back that still has an address (it refuses: facts 2.2). */
const TRIES = 6

const KEPT = 'The record of the found network was kept'

/** Gives the network back as it was found, in one transaction, proves it by comparing, and only then forgets the record. */
export async function release(macs: Writers, inputs: FabricInputs): Promise<void> {
  const mac = macs.of(inputs.mac)
  await untilQuiet(mac, idOf(inputs))
  const record = await recordOf(macs, inputs.mac)
  const text = foundBefore(record, FOUND)
  if (text === undefined) return
  const network = await networkNow(mac, KEPT)
  const found = inTodaysNames(readDump(text), network)
  refuseRelease(inputs.mac, found, network, await managementOf(afresh(mac)))
  const present = dumpOf(network)
  const owners = takenIn(record)
  if (owners.length > 0 || RESTORE.some(({ commands }) => commands(found, present).length > 0)) {
    const again = owners.flatMap(switchOff)
    await transact(mac, {
      ...{ id: idOf(inputs), what: 'give the network back as it was found' },
      seconds: patienceOf(inputs),
      undo: undo(present, wayBack(found, present, again)),
      look: lookAt(present),
      apply: (guarded) => giveBack(guarded, found, owners),
      confirm: async () => prove(inputs.mac, RESTORE, found, await now(mac)),
    })
  }
  const facts = [...removeFact(`found/${FOUND}`), ...forgetOwners(owners), ...forgetTries()]
  await mac.tell({ what: 'forget the recorded network', commands: facts })
}

async function giveBack(mac: Writer, found: Dump, owners: readonly Taken[]): Promise<void> {
  for (const step of RESTORE) {
    if (step === REBUILD) await rebuild(mac, found)
    // A service that is still there keeps its port from the bridge, and networksetup may refuse with exit 0.
    else if ((await take(mac, step, found)) && step === SERVICES) prove(mac.mac, [step], found, await now(mac))
  }
  for (const tool of owners) await mac.tell({ what: `give the network back to ${tool}`, ...handBackTo(tool) })
}

async function now(mac: Writer): Promise<Dump> {
  return dumpOf(await networkNow(mac, KEPT))
}

/** True when something was told. */
async function take(mac: Writer, { what, commands }: RestoreStep, found: Dump): Promise<boolean> {
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
function prove(mac: string, steps: readonly RestoreStep[], found: Dump, present: Dump): void {
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
