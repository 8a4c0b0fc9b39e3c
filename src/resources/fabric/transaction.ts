import type { Tell, Writer } from '../../command/mac.js'
import { remember, type MacRecord } from '../record.js'
import { FOUND } from './observe.js'

/**
 * Applies a change of the network as one thing: the found state is on record before the first step. The steps run one
 * after the other; an on-Mac timer that restores the recorded state unless we come back and confirm takes its place
 * here, and nowhere else.
 */
export async function apply(mac: Writer, record: MacRecord, found: string, steps: readonly Tell[]): Promise<void> {
  const first = remember(record, FOUND, found)
  if (first.length > 0) await mac.tell({ what: 'record the network as it was found', commands: first })
  for (const step of steps) await mac.tell(step)
}
