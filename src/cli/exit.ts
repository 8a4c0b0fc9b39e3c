import { MacTrouble } from '../command/errors.js'
import { LabError } from '../lab/trouble.js'

/** Every exit code of `macloom`, once. */
export const EXIT = {
  /** It did what was asked, and nothing dangerous was found; of Macs: they are as declared. */
  ok: 0,
  /** It was asked right and could not be done, or what was looked for is not so. */
  failed: 1,
  /** What was typed, or a file that was named, is wrong; nothing was done. */
  usage: 2,
  /** Everything is as declared but for what only a person can do. */
  waiting: 3,
  /** Something differs that `pulumi up` would repair. */
  drift: 4,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** What was typed is wrong; the message says what to type instead. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** The exit code that an error ends the program with. */
export function exitOf(error: unknown): ExitCode {
  if (error instanceof UsageError || error instanceof LabError) return EXIT.usage
  return error instanceof MacTrouble && error.trouble === 'invalid' ? EXIT.usage : EXIT.failed
}
