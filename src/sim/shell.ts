import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { MacFolder } from './folder.js'
import { hostProgram } from './host-program.js'

/** What every process of a sim Mac carries in its environment, so that the sim can find and end exactly its own. */
export const MARK = 'MACLOOM_SIM'

/** Marks processes that play programs of other users. */
export const FOREIGN = 'SIM_FOREIGN'

/** A terminal as the client asked for it. */
export interface Terminal {
  readonly term: string
  readonly rows: number
  readonly cols: number
}

/** One Mac as a place to run programs in. */
export interface Place {
  readonly folder: MacFolder
  readonly user: string
  /** The id of the sim, kept in its directory. */
  readonly sim: string
  /** Words that start what follows them in the network of this Mac; none where all Macs share this machine's. */
  readonly enter: readonly string[]
}

// The way out of this machine's network is the only thing of the host that a sim Mac may know.
const NETWORK =
  /^(?:(?:https?|all|no|ftp)_proxy|SSL_CERT_(?:FILE|DIR)|(?:CURL|REQUESTS)_CA_BUNDLE|(?:PIP|UV)_[A-Z0-9_]+)$/i

/** The environment of a login shell on a sim Mac; nothing else of the host's comes along. */
export function macEnvironment({ folder, user, sim }: Place): Record<string, string> {
  const network = Object.entries(process.env).filter(
    (entry): entry is [string, string] => NETWORK.test(entry[0]) && entry[1] !== undefined,
  )
  return {
    ...Object.fromEntries(network),
    ...{ PATH: folder.bin, MACLOOM_PATH: folder.bin, MACLOOM_ROOT: folder.root, [MARK]: sim },
    ...{ HOME: folder.home, USER: user, LOGNAME: user, SHELL: join(folder.bin, 'sh'), TMPDIR: folder.temporary },
  }
}

/**
 * Runs a command line as sshd does: through the login shell, in the home folder, in a session of its own. The process
 * is nobody's hostage: when the connection goes, its pipes close and it runs on.
 */
export function runLogin(
  place: Place,
  line: string | null,
  extra: Record<string, string>,
  terminal: Terminal | null,
): ChildProcess {
  const { folder } = place
  const env = { ...macEnvironment(place), ...extra }
  const options = { cwd: folder.home, env, detached: true, stdio: 'pipe' as const }
  const [shell, ...quiet] = loginShell()
  const words = [...quiet, ...(line === null ? (terminal ? ['-i'] : []) : ['-c', mapped(line)])]
  if (terminal === null) return spawn(...inside(place.enter, shell, words), options)
  return spawn(...inside(place.enter, script(), scriptWords(shell, words)), {
    ...options,
    env: { ...env, TERM: terminal.term },
  })
}

/** A program with its words, started in the network of a Mac. */
export function inside(enter: readonly string[], program: string, words: readonly string[]): [string, string[]] {
  const [first = program, ...rest] = [...enter, program, ...words]
  return [first, rest]
}

/** zsh is what macOS logs in with; bash understands what clients send to it too (`[[ … ]]`, arrays), dash does not. */
function loginShell(): readonly [string, ...string[]] {
  const zsh = hostProgram('zsh')
  if (zsh !== null) return [zsh, '-f']
  const bash = hostProgram('bash')
  if (bash === null) throw new Error('the sim needs zsh or bash on this machine as login shell, and found none')
  return [bash, '--noprofile', '--norc']
}

// Clients may name the shell by its path on macOS; on this machine that would be a shell of the host's choice.
function mapped(line: string): string {
  return line.replace(
    /^(\s*(?:exec\s+)?)\/bin\/(sh|bash|zsh)(?=\s|$)/,
    (_, before: string, name: string) => `${before}${name === 'zsh' ? 'sh' : name}`,
  )
}

// Node opens no terminals; script(1), which every Linux and macOS has, does.
function script(): string {
  const found = hostProgram('script')
  if (found === null) throw new Error('the sim needs script(1) on this machine to give a terminal, and found none')
  return found
}

function scriptWords(shell: string, words: readonly string[]): string[] {
  if (process.platform === 'darwin') return ['-q', '/dev/null', shell, ...words]
  const quoted = [shell, ...words].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  return ['-qefc', quoted, '/dev/null']
}
