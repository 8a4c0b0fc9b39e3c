import { z } from 'zod'
import { asRoot, onMac, run, type Command } from '../../command/command.js'
import { Unreadable } from '../../command/errors.js'
import type { Question } from '../../command/question.js'
import { complaint } from '../../macos/reply.js'
import { INCOMING } from '../places.js'
import { ROOT, writeFact } from '../record.js'
import { digest } from '../digest.js'
import type { LinkEnd } from '../thunderbolt-link/inputs.js'
import { linkMeasurementInputs, measuredLink, type LinkMeasurementInputs, type MeasuredLink } from './inputs.js'
import { linkFigures, macFigures, rate, trips, type LinkFigures, type MacFigures } from './outputs.js'
import { keyOf } from './wiring.js'

const FOLDER = 'measured'

type Facts = Readonly<Record<string, string>>

/** A result of one link on a Mac's record: with it an import needs no lab file. */
export const linkResult = z.strictObject({
  link: measuredLink,
  asked: linkMeasurementInputs.pick({ seconds: true, again: true }),
  figures: linkFigures,
})

/** Below our folder: the result of a link, at both of its Macs. Names of Macs hold no dots. */
export function linkFile(ends: readonly [LinkEnd, LinkEnd]): string {
  return `${FOLDER}/${ends.map(({ mac, receptacle }) => `${mac}.${receptacle}`).join('--')}`
}

/** Below our folder: the result of all these links of this Mac at once; another deployment may load others. */
export function togetherFile(mac: string, links: readonly MeasuredLink[]): string {
  return `${FOLDER}/${mac}.together.${digest(links.map(keyOf).sort()).slice(0, 8)}`
}

/** Whether a result is of links that all are declared, and can be read. */
export function isAsked(facts: Facts, file: string, declared: ReadonlySet<string>): boolean {
  const alone = resultIn(facts, file)
  const keys = alone === null ? Object.keys(macFiguresIn(facts, file)?.links ?? {}) : [keyOf(alone.link)]
  return keys.length > 0 && keys.every((key) => declared.has(key))
}

/** Every result file on a Mac, from the facts of its record. */
export function resultFiles(facts: Facts): string[] {
  return Object.keys(facts).filter((file) => file.startsWith(`${FOLDER}/`))
}

/** The figures of one link on one record; null when there are none, or none that this version can read. */
export function linkFiguresIn(facts: Facts, file: string): LinkFigures | null {
  return resultIn(facts, file)?.figures ?? null
}

/** A whole result of one link, for an import. */
export function resultIn(facts: Facts, file: string): z.infer<typeof linkResult> | null {
  return parsed(linkResult, facts[file])
}

export function macFiguresIn(facts: Facts, file: string): MacFigures | null {
  return parsed(macFigures, facts[file])
}

// What cannot be read is worth nothing: it is removed and measured again.
function parsed<T>(schema: z.ZodType<T>, text: string | undefined): T | null {
  if (text === undefined) return null
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Keeps the figures of a link on one of its two Macs. */
export function keepLink(link: MeasuredLink, inputs: LinkMeasurementInputs, figures: LinkFigures): Command[] {
  const { seconds, again } = inputs
  return writeFact(linkFile(link.ends), JSON.stringify({ link, asked: { seconds, again }, figures }))
}

/** Keeps the figures of all links of a Mac at once on that Mac. */
export function keepTogether(file: string, figures: MacFigures): Command[] {
  return writeFact(file, JSON.stringify(figures))
}

/** Removes results. */
export function dropResults(files: readonly string[]): Command[] {
  return [asRoot('rm', '-f', ...files.map((file) => onMac(`${ROOT}/${file}`)))]
}

/** Where the meter leaves its result until it is kept. */
export const OUT = `${INCOMING}/measured`

const raw = z.strictObject({
  at: z.number(),
  links: z.array(
    z.strictObject({
      /** By the listening end: what it received, and round trips that it began. */
      there: z.strictObject({ rate, trips: trips.optional() }),
      here: z.strictObject({ rate, trips: trips.optional() }),
    }),
  ),
})
export type Raw = z.infer<typeof raw>

/** What the meter has just left on the Mac that connected. */
export const measuredNow: Question<Raw> = {
  name: 'result of the link meter',
  command: run('cat', onMac(OUT)),
  read: (reply) => {
    if (reply.exit !== 0) throw new Unreadable('cat', 'the result of the link meter', complaint(reply))
    const result = parsed(raw, reply.stdout)
    if (result === null) throw new Unreadable('link meter', 'rates and round trips', reply.stdout)
    return result
  },
}
