import type { Receptacle } from '../mac/outputs.js'
import { isUnknown, type Seen } from '../words.js'

/**
 * The Thunderbolt generation of a Mac by what its receptacles say: all of one Mac are alike (facts 1.2, 4.5). A port that
 * is in use says only what was negotiated, so 40 Gb/s proves nothing there; an idle one names what it can do. Null where
 * no port tells.
 */
export function generationOf(receptacles: Seen<readonly Receptacle[]> | undefined): 4 | 5 | null {
  if (receptacles === undefined || isUnknown(receptacles)) return null
  if (receptacles.some(({ generation }) => generation === 5)) return 5
  return receptacles.some(({ connected, generation }) => !connected && generation === 4) ? 4 : null
}
