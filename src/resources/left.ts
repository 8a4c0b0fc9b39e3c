import { MacTrouble } from '../command/errors.js'
import type { Readers } from './kind.js'
import { claimed } from './mac/claim.js'
import { claimOf, macRecord, type MacRecord } from './record.js'
import { isPassed } from './reach.js'
import { seenOf } from './seen.js'
import { isUnknown, type Seen } from './words.js'

/** A resource on several Macs: its id, the Macs its inputs name now, and those where it was seen last. */
export interface Whereabouts {
  readonly id: string
  readonly named: readonly string[]
  readonly hints: readonly string[]
  /** Looks at no other Macs than those. */
  readonly only?: boolean
}

/**
 * The Macs of the connection table that a resource no longer names and that still hold something of it, by their own
 * record, which the base look has read anyway. A silent one is only worth a word where the resource was seen last: one
 * that is down must not hold up the resources of all others. A Mac that another lab owns may well hold a namesake: only
 * Macs of the lab that owns the named ones are ours to give back.
 */
export async function leftOn(macs: Readers, where: Whereabouts): Promise<Record<string, Seen<'present'>>> {
  const [named, others] = await Promise.all([
    recordsOf(macs, where.named),
    recordsOf(
      macs,
      macs.names.filter((name) => !where.named.includes(name) && (where.only !== true || where.hints.includes(name))),
    ),
  ])
  const labs = new Set(named.flatMap(({ record }) => (isUnknown(record) ? [] : [labOf(record)])))
  const held = others.flatMap(({ name, record }): [string, Seen<'present'>][] => {
    if (isUnknown(record)) return where.hints.includes(name) ? [[name, record]] : []
    return labs.has(labOf(record)) && holds(record, where.id) ? [[name, 'present']] : []
  })
  return Object.fromEntries(held)
}

interface Looked {
  readonly name: string
  readonly record: Seen<MacRecord>
}

function recordsOf(macs: Readers, names: readonly string[]): Promise<Looked[]> {
  return Promise.all(names.map(async (name) => ({ name, record: await recordOn(macs, name) })))
}

async function recordOn(macs: Readers, name: string): Promise<Seen<MacRecord>> {
  try {
    return seenOf(await macs.of(name).ask(macRecord))
  } catch (error) {
    if (!isPassed(error)) throw error
    return { unknown: error instanceof MacTrouble ? error.parts.seen : String(error) }
  }
}

function labOf(record: MacRecord): string | null {
  try {
    return claimed(record)?.lab ?? null
  } catch {
    return null
  }
}

function holds(record: MacRecord, id: string): boolean {
  try {
    return claimOf(record, id) !== null
  } catch {
    // A claim that is not ours to read is no reason to take anything away.
    return false
  }
}
