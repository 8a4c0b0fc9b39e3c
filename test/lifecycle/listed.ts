import type { Command } from '../../src/command/command.js'
import { isListed } from '../../src/macos/root-commands.js'
import { ROOT_COMMANDS } from '../../src/resources/root-commands.js'

/** Holds what is told as root against the list that operators install; throws on a command that they would refuse. */
export function mustBeListed(commands: readonly Command[]): void {
  for (const { root, words, env } of commands) {
    const line = words.map((word) => (typeof word === 'string' ? word : word.path))
    if (line.some((word) => /erase/i.test(word))) throw new Error(`nothing here ever erases: ${line.join(' ')}`)
    // With an environment, sudo runs env(1): that would be a command of its own on the list.
    const told = env === undefined || Object.keys(env).length === 0 ? line : ['env', ...line]
    if (root && !isListed(ROOT_COMMANDS, told)) {
      throw new Error(`the list of \`macloom sudoers\` lacks: ${told.join(' ')} (see src/macos/root-commands.ts)`)
    }
  }
}
