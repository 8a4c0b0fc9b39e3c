import { setTimeout as pause } from 'node:timers/promises'
import { onMac, run, type Command } from '../../command/command.js'
import { MacTrouble } from '../../command/errors.js'
import type { Tell, Writer } from '../../command/mac.js'
import { macRecord, ROOT } from '../record.js'
import { afresh } from '../patience.js'
import { arm, disarm } from '../timer-arm.js'
import { takenBack, timerFolder, timerOf } from '../timer.js'

/** A change of a Mac's network that is made as a whole or not at all. */
export interface Undertaking {
  /** The resource whose change it is. */
  readonly id: string
  readonly what: string
  /** After so many seconds without our word the Mac puts its network back by itself. */
  readonly seconds: number
  /** What puts it back from wherever the change has come to; each command may fail. */
  readonly undo: readonly Command[]
  /** Commands that only read, whose text is the same again when the network is as it was. */
  readonly look: readonly Command[]
  /** Makes the change. What it tells is refused as soon as the timer has fired. */
  readonly apply: (mac: Writer) => Promise<void>
  /** Throws when what is there now is not what was wanted. */
  readonly confirm: () => Promise<void>
}

/**
 * Changes the network of a Mac: the timer first, then the steps, then a new connection over the management path, a look,
 * and our word. Whatever breaks on the way (this program, the session, the route, the Mac) the Mac ends wholly as it was
 * or wholly as wanted: before our word its own timer takes the change back.
 */
export async function transact(mac: Writer, it: Undertaking): Promise<void> {
  await arm(mac, it)
  mac.progress(`armed: it puts its network back by itself in ${it.seconds} s unless this run confirms`)
  let word: 'not given' | 'given' = 'not given'
  try {
    await it.apply(guarded(mac, it.id))
    await comeBack(mac, it.seconds)
    mac.progress('reached by a new connection; confirming')
    await it.confirm()
    word = 'given'
    await disarm(mac, it.id)
  } catch (error) {
    throw await explained(mac, it, error, word)
  }
  mac.progress('confirmed: the timer is gone')
}

/** The same writer, whose every command comes after making sure that the timer has not fired: no tell outlives it. */
function guarded(mac: Writer, id: string): Writer {
  const armed = run('test', '-f', onMac(`${ROOT}/${timerFolder(id)}/armed`))
  return {
    ...mac,
    tell: ({ what, commands, accept = {} }: Tell) =>
      mac.tell({ what, commands: commands.flatMap((command) => [armed, command]), accept: shifted(accept) }),
  }
}

function shifted(accept: NonNullable<Tell['accept']>): NonNullable<Tell['accept']> {
  return Object.fromEntries(Object.entries(accept).map(([index, codes]) => [2 * Number(index) + 1, codes]))
}

/** An established session can outlive a lost route (facts 7, row 48): only a new one proves that we get in again. */
async function comeBack(mac: Writer, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  for (let wait = 250; ; wait = Math.min(wait * 2, 4000)) {
    try {
      return await mac.reconnect()
    } catch (error) {
      if (!(error instanceof MacTrouble) || error.trouble !== 'unreachable' || Date.now() + wait > deadline) throw error
      await pause(wait)
    }
  }
}

/** The error with what becomes of the network: nobody has to drive there. */
async function explained(mac: Writer, it: Undertaking, error: unknown, word: 'not given' | 'given'): Promise<unknown> {
  if (!(error instanceof MacTrouble)) return error
  const next = 'Run `pulumi up` again then; it starts over'
  const unchanged = [error.parts.unchanged ?? [], await fate(mac, it, word)].flat().join('. ')
  return new MacTrouble(error.trouble, { ...error.parts, unchanged, next }, error)
}

async function fate(mac: Writer, { id, seconds }: Undertaking, word: 'not given' | 'given'): Promise<string> {
  const answer = await afresh(mac)
    .ask(macRecord)
    .catch(() => null)
  const record = answer?.known === true ? answer.value : null
  const timer = record === null ? 'unseen' : (timerOf(record, id)?.state ?? null)
  if (timer === 'unseen' && word === 'given') {
    return `The change stays, or its network is as it was before within ${seconds} s: whether our word came in time is not known`
  }
  if (timer === 'armed' || timer === 'unseen') {
    return `Its network is as it was before within ${seconds} s: its timer takes the change back by itself`
  }
  if (timer === null && record !== null && takenBack(record, id) === null) return 'The change is confirmed and stays'
  return 'Its timer fired before the change was confirmed, and takes it back: its network is as it was before'
}
