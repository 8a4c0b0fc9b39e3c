import { z } from 'zod'
import { seen } from '../words.js'

const offer = z.strictObject({
  label: z.string(),
  version: z.string(),
  sizeBytes: z.number(),
  build: z.string().nullable(),
})

/** What the drivers that work over SSH go by. */
export const tools = z.strictObject({
  offers: seen(z.union([z.literal('no server'), z.array(offer)])),
  installers: seen(z.array(z.strictObject({ app: z.string(), version: z.string() }))),
  /** Login names of the users who own the startup volume. */
  owners: seen(z.array(z.string())),
  /** Whether the declared password is there, never what it is. */
  password: seen(z.enum(['present', 'missing'])),
  /** FileVault can let one restart through. */
  restartsUnlocked: seen(z.boolean()),
  /** In whole gigabytes, rounded down: it never stands still. */
  freeGb: seen(z.number()),
  onBattery: seen(z.boolean()),
})
export type Tools = z.infer<typeof tools>

/** What was asked of a Mac that does not run what it should; these questions are dear, and no other Mac is asked them. */
export const way = z.strictObject({
  /** Server of the organisation that manages it (MDM), null when nobody does. */
  managedBy: seen(z.string().nullable()),
  /** null where no driver would use them. */
  tools: tools.nullable(),
})
export type Way = z.infer<typeof way>

export const macos = z.strictObject({ version: z.string(), build: z.string() })

export const standing = z.strictObject({
  macos: seen(macos),
  fileVault: seen(z.enum(['on', 'off', 'converting'])),
  /** null where it runs what it should. */
  way: way.nullable(),
})
/** One Mac on its way: what it runs, and what was asked about how to get on. */
export type Standing = z.infer<typeof standing>

export const osReleaseObserved = standing.extend({
  /** Seconds since 1970 of the last boot, rounded to 10 s because NTP moves it. */
  bootTime: seen(z.number()),
  /** The other Macs of the rollout, asked only while this one has a restart before it. */
  others: z.record(z.string(), seen(standing)),
})
export type OsReleaseObserved = z.infer<typeof osReleaseObserved>
