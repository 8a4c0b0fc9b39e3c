import type { z } from 'zod'
import { checkCables } from './check-cables.js'
import { checkLinks } from './check-links.js'
import { checkMembership } from './check-membership.js'
import { checkNames } from './check-names.js'
import { checkPorts } from './check-ports.js'
import { labKeysAt } from './json-schema.js'
import { lockFile, type Lock } from './lock-schema.js'
import { piecesOf, type Pieces } from './pieces.js'
import { readYaml, type Remark } from './place.js'
import { labFile, type Lab } from './schema.js'
import { remarksOn } from './sentence.js'
import { LabError, type LabTrouble } from './trouble.js'

/** Reads a lab file; throws a LabError with everything that is wrong with it, each with file, line and column. */
export function parseLab(text: string, file: string): Lab {
  const placed = readYaml(text, file)
  if (placed.broken.length > 0) throw new LabError(placed.broken)
  const result = labFile.safeParse(placed.data)
  const pieces = piecesOf(placed.data)
  const remarks = [
    ...(result.success ? [] : remarksOn(result.error, placed.data, labKeysAt).filter(besideWifi(pieces))),
    ...checkLinks(pieces),
    ...checkCables(pieces),
    ...checkNames(pieces),
    ...checkMembership(pieces),
    ...checkPorts(pieces),
  ]
  if (result.success && remarks.length === 0) return result.data
  throw new LabError(inOrder(remarks.map((remark) => placed.trouble(remark))))
}

/** Reads a lock file; throws a LabError when it is not one that this version wrote. */
export function parseLock(text: string, file: string): Lock {
  const placed = readYaml(text, file)
  if (placed.broken.length > 0) throw new LabError(placed.broken)
  const result: z.ZodSafeParseResult<Lock> = lockFile.safeParse(placed.data)
  if (result.success) return result.data
  const remarks = remarksOn(result.error, placed.data, () => [])
  throw new LabError(inOrder(remarks.map((remark) => placed.trouble(remark))))
}

/** Gives remarks about a lab file their lines: for what is found wrong only after parsing. */
export function placeRemarks(text: string, file: string, remarks: readonly Remark[]): LabError {
  const placed = readYaml(text, file)
  return new LabError(inOrder(remarks.map((remark) => placed.trouble(remark))))
}

// That a link over Wi-Fi is refused is all there is to say about it, however it is written.
function besideWifi({ wifi }: Pieces): (remark: Remark) => boolean {
  return ({ path: [section, index] }) => section !== 'links' || typeof index !== 'number' || !wifi.has(index)
}

function inOrder(troubles: readonly LabTrouble[]): LabTrouble[] {
  return [...troubles].sort((a, b) => a.line - b.line || a.column - b.column)
}
