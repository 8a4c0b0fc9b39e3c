import { z } from 'zod'
import { MacTrouble, type Trouble } from '../command/errors.js'
import { badBundle, jsonIn } from './index-file.js'

/** The file of a Mac's folder that says why nothing could be asked of it. */
export const SILENCE = 'trouble.json'

const troubles = [
  ...(['unreachable', 'identity', 'auth', 'locked', 'privilege', 'busy', 'precondition', 'remote-failed'] as const),
  ...(['unknown-outcome', 'integrity', 'not-converged', 'invalid', 'cancelled'] as const),
] satisfies readonly Trouble[]

const silence = z.strictObject({
  trouble: z.enum(troubles),
  doing: z.string(),
  seen: z.string(),
  unchanged: z.string().optional(),
  next: z.string().optional(),
})

/** Why a Mac did not answer while it was recorded, as JSON. */
export function silenceText({ trouble, parts: { mac: _, ...parts } }: MacTrouble): string {
  return `${JSON.stringify({ trouble, ...parts }, null, 2)}\n`
}

/** The same trouble again, for whoever asks the recorded Mac. Throws `invalid` on a file that is no such JSON. */
export function parseSilence(text: string, shown: string, mac: string): MacTrouble {
  const parsed = silence.safeParse(jsonIn(text, shown))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw badBundle(shown, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, 'Record the Mac again')
  }
  const { trouble, doing, seen, unchanged, next } = parsed.data
  return new MacTrouble(trouble, {
    ...{ mac, doing, seen },
    ...(unchanged !== undefined && { unchanged }),
    ...(next !== undefined && { next }),
  })
}
