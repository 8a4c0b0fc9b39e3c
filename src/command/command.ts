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

/** The words of a command as somebody would type them, without the prefix of the Mac's paths. Secrets are no words. */
export function argvOf({ words, root, env = {} }: Command): string[] {
  const said = (word: Word) => (typeof word === 'string' ? word : word.path)
  const variables = Object.entries(env).map(([name, value]) => `${name}=${said(value)}`)
  return [...(root ? ['sudo', '-n'] : []), ...(variables.length > 0 ? ['env', ...variables] : []), ...words.map(said)]
}

/** A command as a person may see it: words only, which never hold secrets. A word of several lines is a script. */
export function shown(command: Command): string {
  const texts = argvOf({ ...command, root: false, env: {} })
  const words = texts.map((text) => (text.includes('\n') ? '…' : text))
  const text = [...(command.root ? ['sudo'] : []), ...words].join(' ')
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
