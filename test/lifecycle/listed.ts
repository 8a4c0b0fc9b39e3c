import type { Command } from '../../src/command/command.js'
import { isListed } from '../../src/macos/root-commands.js'
import { ROOT_COMMANDS } from '../../src/resources/root-commands.js'

// The order of services names all of them; a hand on any other service, on a location or on the bridge as a whole is none
// of ours. The text of files counts too: the timer on the Mac says the same commands.
const UNTOUCHABLE =
  /networksetup -(?!ordernetworkservices\b)\w+ '?(?:Ethernet|Wi-Fi|USB)|-(?:switchto|create|delete)location|bridge\d+ destroy/

/** Holds what is told as root against the list that operators install; throws on a command that they would refuse. */
export function mustBeListed(commands: readonly Command[]): void {
  for (const { root, words, env, stdin } of commands) {
    const line = words.map((word) => (typeof word === 'string' ? word : word.path))
    const touched = UNTOUCHABLE.exec(`${line.join(' ')}\n${typeof stdin === 'string' ? stdin : ''}`)
    if (touched !== null) throw new Error(`nobody may be told this: ${touched[0]}`)
    if (line.some((word) => /erase/i.test(word))) throw new Error(`nothing here ever erases: ${line.join(' ')}`)
    // With an environment, sudo runs env(1): that would be a command of its own on the list.
    const told = env === undefined || Object.keys(env).length === 0 ? line : ['env', ...line]
    if (root && !isListed(ROOT_COMMANDS, told)) {
      throw new Error(`the list of \`macloom sudoers\` lacks: ${told.join(' ')} (see src/macos/root-commands.ts)`)
    }
  }
}
