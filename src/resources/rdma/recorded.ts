import { Unreadable } from '../../command/errors.js'
import type { MacRecord } from '../record.js'
import { rdmaHistory, type RdmaHistory } from './history.js'

/** The fact on the Mac that holds it. */
export const HISTORY = 'rdma'

/** What the record says of RDMA, null while it was never on in this lab. Throws Unreadable on what we did not write. */
export function historyIn({ facts }: MacRecord): RdmaHistory | null {
  const text = facts[HISTORY]
  if (text === undefined) return null
  try {
    return rdmaHistory.parse(JSON.parse(text))
  } catch {
    throw new Unreadable(HISTORY, 'JSON with active', text)
  }
}
