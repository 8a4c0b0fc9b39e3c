import type { Secret } from './secret.js'

/** A path on a Mac, absolute as macOS has it. The renderer puts the Mac's prefix (empty on a real Mac) in front. */
export interface MacPath {
  readonly path: string
}

/** One word of a command: plain text, or a path on the Mac. Never quoted by hand; the renderer quotes once. */
export type Word = string | MacPath

/** What can be said to a Mac: words, not a shell line. Secrets go through stdin, never through words. */
export interface Command {
  readonly words: readonly Word[]
  /** Run through `sudo -n`; the sudoers list is generated from these. */
  readonly root: boolean
  readonly stdin?: string | Secret
  readonly env?: Readonly<Record<string, Word>>
  /** Deadline in seconds; the remote side is given up and its outcome is unknown after that. */
  readonly seconds: number
}

/** The default deadline of a command that only reads or flips a setting, in seconds. */
export const SHORT = 15

/** A path on the Mac as a word of a command. */
export function onMac(path: string): MacPath {
  return { path }
}

/** A command run as the login user. */
export function run(...words: readonly Word[]): Command {
  return { words, root: false, seconds: SHORT }
}

/** A command run as root through `sudo -n`. */
export function asRoot(...words: readonly Word[]): Command {
  return { words, root: true, seconds: SHORT }
}
