import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from '../../command/command.js'
import { MacTrouble } from '../../command/errors.js'
import type { Writer } from '../../command/mac.js'
import type { Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { foundBefore, removeFact } from '../record.js'
import { networkNow } from './converge.js'
import { dumpOf, readDump, written, type Dump } from './dump.js'
import type { FabricInputs } from './inputs.js'
import { FOUND } from './observe.js'
import { bridgeService, kernel, order, services, stored, strangers } from './restore.js'

/** How often the kernel is asked to take a port back that still has an address (it refuses: facts 2.2). */
const TRIES = 6

/** Gives the network back as it was found, proves it by comparing, and only then forgets the record. */
export async function release(macs: Writers, { mac: name }: FabricInputs): Promise<void> {
  const text = foundBefore(await recordOf(macs, name), FOUND)
  if (text === undefined) return
  const mac = macs.of(name)
  const found = readDump(text)
  await tell(mac, 'take our addresses off the Thunderbolt ports', services(found, await now(mac)))
  await tell(mac, 'store the bridge as it was found', stored(found, await now(mac)))
  await rebuild(mac, found)
  await tell(mac, "switch the bridge's service as it was found", bridgeService(found, await now(mac)))
  await tell(mac, 'put the services in the order that was found', order(found, await now(mac)))
  prove(name, found, await now(mac))
  await mac.tell({ what: 'forget the recorded network', commands: removeFact(`found/${FOUND}`) })
}

async function now(mac: Writer): Promise<Dump> {
  return dumpOf(await networkNow(mac))
}

async function tell(mac: Writer, what: string, commands: readonly Command[]): Promise<void> {
  if (commands.length > 0) await mac.tell({ what, commands })
}

// macOS may rebuild the bridge itself as soon as it is stored, so each try starts from what is there now.
async function rebuild(mac: Writer, found: Dump): Promise<void> {
  for (let wait = 250, left = TRIES; ; wait *= 2, left--) {
    try {
      return await tell(mac, 'give the kernel its bridge back', kernel(found, await now(mac)))
    } catch (error) {
      if (left <= 1 || !(error instanceof MacTrouble) || error.trouble !== 'remote-failed') throw error
      await pause(wait)
    }
  }
}

function prove(mac: string, found: Dump, present: Dump): void {
  const left = strangers(found, present)
  const [wanted, seen] = [found, left].map(written)
  if (wanted === seen) return
  throw new MacTrouble('not-converged', {
    mac,
    doing: 'give its network back',
    seen: `it is ${seen}, found was ${wanted}`,
    unchanged: 'The record of the found network was kept',
    next: 'Run `pulumi destroy` again; if it repeats, send a recording of this Mac',
  })
}
