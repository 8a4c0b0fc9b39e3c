import { z } from 'zod'

/** What a change may cost, mildest first. */
export const RISKS = ['safe', 'drops traffic', 'restarts ranks', 'reboots', 'needs a person', 'destructive'] as const
export const risk = z.enum(RISKS)
export type Risk = z.infer<typeof risk>

/** One difference between what the lab says and what the Macs say. `what` is the sentence shown to a person. */
export const change = z.strictObject({
  path: z.string(),
  from: z.unknown(),
  to: z.unknown(),
  risk,
  what: z.string(),
  mac: z.string().optional(),
  /** It was right before: a person is needed as at first, and it is drift all the same. */
  drift: z.literal(true).optional(),
})
export type Change = z.infer<typeof change>

export const DANGERS = ['note', 'warning', 'danger'] as const

/** Something wrong: its cause, what it endangers, and the remedy. */
export const finding = z.strictObject({
  mac: z.string().optional(),
  danger: z.enum(DANGERS),
  what: z.string(),
  cause: z.string(),
  remedy: z.string(),
})
export type Finding = z.infer<typeof finding>

/** What only a person can do, written so that they can do it. Orders of one Mac are merged into one visit. */
export const workOrder = z.strictObject({
  mac: z.string(),
  label: z.string().optional().describe('Where a person finds the Mac, as the lab file says.'),
  why: z.string(),
  steps: z.array(z.string()),
  check: z.string(),
  /** A plug to move: machine-readable, for the sim's hands and for other tools. */
  move: z
    .strictObject({
      plug: z.strictObject({ mac: z.string(), receptacle: z.number() }),
      to: z.strictObject({ mac: z.string(), receptacle: z.number() }).nullable(),
    })
    .optional(),
  turn: z
    .number()
    .int()
    .optional()
    .describe('Its place among the moves of all Macs: a lower turn makes room for a higher one.'),
  hands: z.enum([
    'move a plug',
    'plug a cable',
    'enable RDMA in recoveryOS',
    'disable RDMA in recoveryOS',
    'restart the Mac',
    'unlock FileVault',
    'update macOS',
    'connect the charger',
  ]),
})
export type WorkOrder = z.infer<typeof workOrder>

/** An order with the place of its Mac, which only the lab file knows: the sheet then needs nothing else. */
export function labelled(order: WorkOrder, label: string | undefined): WorkOrder {
  return label === undefined ? order : { ...order, label }
}

/** The edge between resources. `generation` is a digest of what was established. */
export const ready = z.strictObject({
  state: z
    .enum(['ready', 'waiting', 'away', 'unreachable'])
    .describe('`away`: an optional Mac does not answer; the lab goes on without it.'),
  reason: z.string(),
  generation: z.string(),
})
export type Ready = z.infer<typeof ready>

/** What every kind takes besides its own inputs. */
export const needs = z
  .array(ready)
  .default([])
  .describe('`ready` of what this builds on: it waits while one of them waits, and is looked at anew when one changes.')

/** A value that could not be read; never the same as absent. */
export const unknownValue = z.strictObject({ unknown: z.string() })
export type UnknownValue = z.infer<typeof unknownValue>

/** An observed value: what was read, or why it could not be. */
export type Seen<T> = T | UnknownValue

export function seen<T extends z.ZodType>(schema: T) {
  return z.union([schema, unknownValue])
}

export function isUnknown(value: unknown): value is UnknownValue {
  return typeof value === 'object' && value !== null && 'unknown' in value && typeof value.unknown === 'string'
}

/** A value as a sentence shows it. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The outputs every kind has; `observed` is its own. `schema` is the version that migrations go by. */
export interface Outputs<S> {
  readonly schema: number
  /** Null when the Macs could not be looked at since the resource was declared. */
  readonly observed: S | null
  /** Our claim stands on every Mac of the resource. */
  readonly claimed: boolean
  readonly ready: Ready
  readonly workOrders: readonly WorkOrder[]
  readonly findings: readonly Finding[]
}

export const SCHEMA = 1
