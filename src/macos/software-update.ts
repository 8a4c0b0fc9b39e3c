import { asRoot, onMac, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question, Reply } from '../command/question.js'
import { oneLine, said, says } from './reply.js'

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
