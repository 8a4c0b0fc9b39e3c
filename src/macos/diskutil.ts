import { onMac, run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said, wholeLines } from './reply.js'

const TOOL = 'diskutil'

/** Somebody who can unlock the startup volume. `owner`: may also sign what it boots, and so update macOS. */
export interface VolumeUser {
  readonly guid: string
  readonly type: string
  readonly owner: boolean
}

/** Who may unlock the startup volume and who owns it, by GUID; `fdesetup list` knows the names (facts 5.8, erase-install). */
export const volumeUsers: Question<VolumeUser[]> = {
  name: 'diskutil apfs listUsers /',
  command: run('diskutil', 'apfs', 'listUsers', onMac('/')),
  read: (reply) => {
    const [head = '', ...rest] = wholeLines(TOOL, said(TOOL, reply)).filter((line) => line.trim() !== '')
    const found = /^Cryptographic users? for \S+ \((\d+) found\)$/.exec(head)
    if (found === null) throw new Unreadable(TOOL, 'cryptographic users', head)
    const users = blocks(rest).map(readUser)
    if (users.length !== Number(found[1])) throw new Unreadable(TOOL, `${found[1] ?? ''} users`, rest.join('\n'))
    return users
  },
}

// A block begins at `+-- GUID`; its other lines hang behind `|` or blanks.
function blocks(lines: readonly string[]): string[][] {
  const all: string[][] = []
  for (const line of lines.filter((each) => each.trim() !== '|')) {
    if (line.startsWith('+-- ')) all.push([line.slice(4)])
    else if (all.length === 0) throw new Unreadable(TOOL, 'a user', line)
    else all.at(-1)?.push(line.replace(/^[| ]\s+/, ''))
  }
  return all
}

function readUser([guid = '', ...fields]: readonly string[]): VolumeUser {
  const value = (key: string) => fields.find((line) => line.startsWith(`${key}: `))?.slice(key.length + 2)
  const type = value('Type')
  const owner = value('Volume Owner')
  const whole = /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/.test(guid)
  if (!whole || !type || (owner !== 'Yes' && owner !== 'No')) {
    throw new Unreadable(TOOL, 'a GUID, its type and whether it owns the volume', [guid, ...fields].join('\n'))
  }
  return { guid, type, owner: owner === 'Yes' }
}
