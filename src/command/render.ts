import type { Command, Word } from './command.js'

/**
 * Where every script of ours starts: one PATH, the C locale, and the prefix of this Mac's paths. /usr/libexec is where
 * macOS keeps PlistBuddy; sudo on macOS is expected to keep the PATH it is called with
 * (inferred: its sudoers sets no secure_path).
 */
export const PREAMBLE = [
  'PATH=${MACLOOM_PATH:-/usr/bin:/bin:/usr/sbin:/sbin:/usr/libexec}; export PATH',
  'LC_ALL=C; export LC_ALL',
  'MACLOOM_ROOT=${MACLOOM_ROOT:-}; export MACLOOM_ROOT',
  'umask 022',
].join('\n')

/** Quotes text once for a POSIX shell. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** The shell text of one command, without its stdin. Paths on the Mac get the prefix that the Mac itself knows. */
export function render(command: Command): string {
  const words = command.words.map(renderWord)
  const env = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${renderWord(value)}`)
  // `sudo` drops the environment, so values travel as arguments of env(1), which sudoers can list.
  const prefix = [...(command.root ? ['sudo', '-n'] : []), ...(env.length > 0 ? ['env', ...env] : [])]
  return [...prefix, ...words].join(' ')
}

function renderWord(word: Word): string {
  if (typeof word === 'string') return word === '' ? "''" : quote(word)
  return `"$MACLOOM_ROOT"${quote(word.path)}`
}
