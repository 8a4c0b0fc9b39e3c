import type { Tell } from '../command/mac.js'
import { MacTrouble } from '../command/errors.js'
import {
  claimOf,
  idFile,
  macRecord,
  operationOf,
  RECORD_VERSION,
  removeFact,
  writeFact,
  type Claim,
  type MacRecord,
  type Operation,
} from './record.js'
import type { Readers, Writers } from './kind.js'
import { isSilent } from './reach.js'
import { timerOf } from './timer.js'

/** What the Macs of one resource have on record about it. */
export interface Standing {
  readonly claims: readonly (Claim | null)[]
  readonly operations: readonly Operation[]
  /** True when no Mac has anything of ours at all: our folder was wiped or never made. */
  readonly blank: boolean
  readonly disruptions: number
}

/**
 * Reads the claims and operation markers of one resource on its Macs. Throws `precondition` on a newer record. With
 * `whoever answers` Macs that do not are left out, as long as one does.
 */
export async function standing(
  macs: Readers,
  names: readonly string[],
  id: string,
  who: 'all' | 'whoever answers' = 'all',
): Promise<Standing> {
  const asked = names.map((name) => recordOf(macs, name))
  const records = await (who === 'all' ? Promise.all(asked) : answered(asked))
  const claims = records.map((record) => claimOf(record, id))
  return {
    claims,
    operations: records.flatMap((record) => [...list(operationOf(record, id)), ...list(underTimer(record, id))]),
    blank: records.length > 0 && records.every((record) => Object.keys(record.facts).length === 0),
    disruptions: Math.max(0, ...claims.map((claim) => claim?.disruptions ?? 0)),
  }
}

function list<T>(value: T | null): T[] {
  return value === null ? [] : [value]
}

/** A change that is not confirmed is not finished, whatever a look at the Mac says. */
function underTimer(record: MacRecord, id: string): Operation | null {
  const timer = timerOf(record, id)
  if (timer === null) return null
  const what =
    timer.state === 'armed' ? `is taken back within ${timer.seconds} s unless confirmed` : 'is being taken back'
  return { urn: '', what: `${timer.what}: this ${what}` }
}

async function answered(records: readonly Promise<MacRecord>[]): Promise<MacRecord[]> {
  const results = await Promise.allSettled(records)
  const silent = ({ reason }: PromiseRejectedResult) => isSilent(reason)
  const there = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const loud = results.some((result) => result.status === 'rejected' && !silent(result))
  return there.length === 0 || loud ? Promise.all(records) : there
}

/** The record of one Mac. Throws when it cannot be read or was written by a newer macloom. */
export async function recordOf(macs: Readers, name: string): Promise<MacRecord> {
  const answer = await macs.of(name).ask(macRecord)
  const doing = 'read the record in /usr/local/macloom'
  if (!answer.known) throw new MacTrouble('precondition', { mac: name, doing, seen: answer.why })
  if ((answer.value.version ?? 0) > RECORD_VERSION) {
    throw new MacTrouble('precondition', {
      mac: name,
      doing,
      seen: `it was written by a newer macloom (record version ${answer.value.version}, this one knows ${RECORD_VERSION})`,
      unchanged: 'Nothing was changed',
      next: 'Update macloom on the operator side',
    })
  }
  return answer.value
}

/** Marks a converge as begun and takes the claim over, before anything else is told. */
export function beginning(id: string, operation: Operation, claim: Claim): Tell {
  return {
    what: `mark the operation of ${id} as begun`,
    commands: [
      ...writeFact(`operations/${idFile(id)}`, JSON.stringify(operation)),
      ...writeFact(`claims/${idFile(id)}`, JSON.stringify(claim)),
    ],
  }
}

/** Takes a claim over and nothing else. */
export function taking(id: string, claim: Claim): Tell {
  return { what: `take over the claim of ${id}`, commands: writeFact(`claims/${idFile(id)}`, JSON.stringify(claim)) }
}

/** Writes the final claim and removes the marker, after everything else. */
export function ending(id: string, claim: Claim): Tell {
  return {
    what: `mark the operation of ${id} as ended`,
    commands: [...writeFact(`claims/${idFile(id)}`, JSON.stringify(claim)), ...removeFact(`operations/${idFile(id)}`)],
  }
}

/** Removes claim and marker of a released resource. */
export function forgetting(id: string): Tell {
  return {
    what: `remove the claim of ${id}`,
    commands: [...removeFact(`claims/${idFile(id)}`), ...removeFact(`operations/${idFile(id)}`)],
  }
}

/** One tell to every Mac of a resource, at the same time. */
export async function tellAll(macs: Writers, names: readonly string[], tell: Tell): Promise<void> {
  await Promise.all(names.map((name) => macs.of(name).tell(tell)))
}
