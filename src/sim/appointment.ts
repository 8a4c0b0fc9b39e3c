import { z } from 'zod'

/** A verb of the person's hands and its words. */
const act = z.strictObject({ hand: z.string(), words: z.array(z.unknown()).default([]) })

/** What comes so many seconds after an appointment has been kept: the end of a trouble, as a rule. */
const later = act.extend({ seconds: z.number().nonnegative() })

const counted = z.number().int().positive()
const soon = z.union([
  z.strictObject({ seconds: z.number().nonnegative() }),
  /** Before the nth command from now on that comes in over SSH. */
  z.strictObject({ exec: counted, mac: z.string() }),
  /** After the nth change from now on that a tool has made to a Mac, before it answers. */
  z.strictObject({ tell: counted, mac: z.string() }),
])

/** Something to happen, in the words of whoever arranges it. */
export const arrangement = act.extend({
  when: soon,
  then: z.array(later).default([]),
})
export type Arrangement = z.infer<typeof arrangement>

/** The same as the world keeps it: seconds have become a time of the world's clock, counts go down. */
export const appointment = act.extend({
  when: z.union([
    z.strictObject({ at: z.number() }),
    z.strictObject({ on: z.enum(['exec', 'tell']), mac: z.string(), left: z.number() }),
  ]),
  then: z.array(later).default([]),
})
export type Appointment = z.infer<typeof appointment>
