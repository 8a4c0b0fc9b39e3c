import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { oneLine, said, wholeLines } from './reply.js'

const TOOL = 'networksetup'

/**
 * The set of services in use, by its name, which is the user's and translated ("Automatique" on a French Mac). We never
 * switch it: that drops every address of the Mac (facts 2.2).
 */
export const currentLocation: Question<string> = {
  name: 'networksetup -getcurrentlocation',
  command: run('networksetup', '-getcurrentlocation'),
  read: (reply) => locationName(oneLine(TOOL, said(TOOL, reply))),
}

/** All sets of services. One that is called `exo` was made by exo's setup and tells of another owner of the network. */
export const locations: Question<string[]> = {
  name: 'networksetup -listlocations',
  command: run('networksetup', '-listlocations'),
  read: (reply) => {
    const names = wholeLines(TOOL, said(TOOL, reply)).map(locationName)
    // A Mac always has one, so an empty list is a lost one.
    if (names.length === 0) throw new Unreadable(TOOL, 'at least one location', '')
    return names
  },
}

function locationName(line: string): string {
  if (line.trim() === '') throw new Unreadable(TOOL, 'the name of a location', line)
  return line
}
