import { asRoot, onMac, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question, Reply } from '../command/question.js'
import type { Secret } from '../command/secret.js'
import { oneLine, said, says, wholeLines } from './reply.js'

const DOMAIN = onMac('/Library/Preferences/com.apple.SoftwareUpdate')
const KEY = 'AutomaticallyInstallMacOSUpdates'

/** The stored choice; null when nobody ever chose. */
export const storedAutomaticUpdates: Question<boolean | null> = {
  name: `defaults read ${KEY} (stored)`,
  command: run('defaults', 'read', DOMAIN, KEY),
  read: readChoice,
}

/** Whether macOS installs its own updates, which makes mixed builds. Unset means on. */
export const automaticUpdates: Question<boolean> = {
  name: `defaults read ${KEY}`,
  command: run('defaults', 'read', DOMAIN, KEY),
  read: (reply) => readChoice(reply) ?? true,
}

function readChoice(reply: Reply): boolean | null {
  if (reply.exit === 1 && isUnset(reply)) return null
  const value = oneLine('defaults', said('defaults', reply))
  if (value === '1' || value === '0') return value === '1'
  throw new Unreadable('defaults', `${KEY} as 0 or 1`, value)
}

// "The domain/default pair of (…, …) does not exist", behind a time stamp on stderr.
function isUnset(reply: Reply): boolean {
  return reply.stdout.trim() === '' && says(reply, /^The domain\/default pair of .* does not exist$/)
}

export function setAutomaticUpdates(on: boolean): Command {
  return asRoot('defaults', 'write', DOMAIN, KEY, '-bool', on ? 'true' : 'false')
}

/** Back to nobody's choice. Exit 1 when it was unset already. */
export function unsetAutomaticUpdates(): Command {
  return asRoot('defaults', 'delete', DOMAIN, KEY)
}

const TOOL = 'softwareupdate'

/** Seconds that a download with its installation may take before nobody believes in it any more; half an hour is usual. */
export const INSTALLING = 3 * 3600

/** Something that `softwareupdate` would install. */
export interface Offer {
  /** Exactly as it has to be said: labels may hold double spaces. */
  readonly label: string
  readonly version: string
  readonly sizeBytes: number
  /** Build of macOS; null for what is no macOS (command line tools, Safari). */
  readonly build: string | null
}

/**
 * What Apple offers this Mac, a major upgrade among the rest (facts, correction 9); `no server` where it was not reached,
 * which is no offer either and is not the same.
 */
export const offeredUpdates: Question<readonly Offer[] | 'no server'> = {
  name: 'softwareupdate --list',
  command: { ...run('softwareupdate', '--list'), seconds: 90 },
  read: (reply) => {
    // Which stream it complains on has changed between releases.
    if (says(reply, /^Can't connect to the Apple Software Update server\.$/)) return 'no server'
    const lines = wholeLines(TOOL, said(TOOL, reply)).filter((line) => line !== '' && !HEADINGS.includes(line))
    if (lines.length === 0 && says(reply, /^No new software available\.$/)) return []
    if (lines.length === 0 || lines.length % 2 === 1)
      throw new Unreadable(TOOL, 'labels with their titles', reply.stdout)
    return lines.flatMap((line, at) => (at % 2 === 0 ? [readOffer(line, lines[at + 1] ?? '')] : []))
  },
}

const HEADINGS = [
  'Software Update Tool',
  'Finding available software',
  'Software Update found the following new or updated software:',
  'No new software available.',
]

function readOffer(first: string, second: string): Offer {
  const label = /^\* Label: ([^\t]*\S)$/.exec(first)?.[1]
  const fields =
    /^\tTitle: [^\t]+, Version: ([^,\s][^,]*), Size: (\d+)KiB, Recommended: (?:YES|NO), (?:Action: \w+, )?$/.exec(
      second,
    )
  if (label === undefined) throw new Unreadable(TOOL, '* Label: …', first)
  if (fields === null) throw new Unreadable(TOOL, 'title, version and size', second)
  const build = /^macOS .*-(\d+[A-Z]\d+[a-z]?)$/.exec(label)?.[1] ?? null
  // macOS without its build, or a build without macOS, would pass for something that restarts nothing.
  const lookalike = /macOS/i.test(first + second) || /-\d{2}[A-Z]\d+[a-z]?$/.test(label)
  if (build === null && lookalike) throw new Unreadable(TOOL, 'macOS and its build', first)
  return { label, version: fields[1] ?? '', sizeBytes: Number(fields[2]) * 1024, build }
}

/**
 * Installs exactly one update and restarts (never -a, which may take a major upgrade). Root is not enough on Apple
 * silicon: a volume owner signs what the Mac boots. Exit 0 does not prove an update (facts 5.8).
 */
export function installUpdate(label: string, user: string, password: Secret): Command {
  const words = ['--restart', '--force', '--no-scan', '--agree-to-license', '--user', user, '--stdinpass']
  return { ...asRoot('softwareupdate', '--install', label, ...words), stdin: password, seconds: INSTALLING }
}
