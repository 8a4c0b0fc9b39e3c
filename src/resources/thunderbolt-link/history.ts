import { z } from 'zod'
import { digest } from '../digest.js'
import { cableKey } from './cabling.js'
import type { ThunderboltLinkInputs } from './inputs.js'
import type { Sight } from './sight.js'

/** What one look saw of the cable, and when it was seen so for the first time. */
export const cableEvent = z.strictObject({
  at: z.string().describe('Minute of the first look that saw it so, in UTC by the clock of whoever looked.'),
  is: z.enum(['linked', 'apart', 'one-sided']),
  gbps: z.number().nullable(),
  through: z.enum(['direct', 'hub', 'dock']),
})
export type CableEvent = z.infer<typeof cableEvent>

/** More than anybody reads; the oldest go. */
const LONGEST = 64
const DAYS_30 = 30 * 24 * 60 * 60 * 1000

/**
 * What was seen before and what is seen now. Grows only when something changed since the last look: macOS keeps no count
 * of a cable that came out and went in again between two looks, so neither do we.
 */
export function remembered(before: readonly CableEvent[], sight: Sight, now: Date): readonly CableEvent[] {
  if (sight.is === 'unseen') return before
  const at = `${now.toISOString().slice(0, 16)}Z`
  const event: CableEvent =
    sight.is === 'linked'
      ? { at, is: 'linked', gbps: sight.gbps, through: sight.through }
      : { at, is: sight.is, gbps: null, through: 'direct' }
  const last = before.at(-1)
  return last !== undefined && same(last, event) ? before : [...before, event].slice(-LONGEST)
}

function same(a: CableEvent, b: CableEvent): boolean {
  return a.is === b.is && a.gbps === b.gbps && a.through === b.through
}

/** What a cable went through: how often the link was lost and came slower than before, in the 30 days to its last event. */
export function wear(history: readonly CableEvent[]): { readonly flaps: number; readonly downgrades: number } {
  const since = Date.parse(history.at(-1)?.at ?? '') - DAYS_30
  const recent = history.map((event, index) => ({ event, before: history[index - 1] }))
  const counted = recent.filter(({ event }) => Date.parse(event.at) >= since)
  return {
    flaps: counted.filter(({ event, before }) => isLoss(event, before)).length,
    downgrades: counted.filter(({ event, before }) => (event.gbps ?? Infinity) < (before?.gbps ?? 0)).length,
  }
}

/**
 * Which cable it is, as far as anybody can know: the receptacles, its name in the lab file, and how often the link was
 * lost or came back otherwise, since another cable may have come then. A result that was measured under another identity
 * is of another cable. Twelve hexadecimal digits.
 */
export function cableIdentity(
  { ends, cable }: Pick<ThunderboltLinkInputs, 'ends' | 'cable'>,
  history: readonly CableEvent[] = [],
): string {
  const linked = history.filter(({ is }) => is === 'linked')
  const other = ({ gbps, through }: CableEvent, before: CableEvent | undefined) =>
    before !== undefined && (gbps !== before.gbps || through !== before.through)
  const changed = linked.filter((event, index) => other(event, linked[index - 1])).length
  const lost = history.filter((event, index) => isLoss(event, history[index - 1])).length
  return digest({ ends: cableKey(...ends), cable: cable ?? null, lost, changed }).slice(0, 12)
}

function isLoss({ is }: CableEvent, before: CableEvent | undefined): boolean {
  return before?.is === 'linked' && is !== 'linked'
}
