import type { RootCommand } from '../macos/root-commands.js'
import { MACOS_TOOLS, ORDINARY_TOOLS } from '../macos/tools.js'
import { ROOT_COMMANDS } from '../resources/root-commands.js'
import { EXIT, UsageError, type ExitCode } from './exit.js'
import type { Surroundings } from './surroundings.js'

/** Prints the list of root commands as a file for /etc/sudoers.d, with what it can do said in its head. */
export async function sudoers(around: Surroundings, { user }: { readonly user: string }): Promise<ExitCode> {
  if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(user)) throw new UsageError(`${user} is no login name of macOS`)
  around.print(sudoersText(user))
  return EXIT.ok
}

const HEAD = `# The commands that macloom runs as root, one by one. To install it on a Mac, as an administrator:
#   npx macloom sudoers --user USER > macloom.sudoers && scp macloom.sudoers USER@MAC:
#   ssh -t USER@MAC 'visudo -cf macloom.sudoers &&
#     sudo install -m 0440 -o root -g wheel macloom.sudoers /etc/sudoers.d/macloom'
# Be clear about it: whoever may write launchd jobs and load them may do anything on this Mac, and in this file \`*\`
# stands for any text, blanks and slashes too. The list says what macloom does; it is no fence around USER.
# To take it back: sudo rm /etc/sudoers.d/macloom`

/** The text of the list. Tools stand with their folders on macOS; one alias per purpose, so that a person can read it. */
export function sudoersText(user: string): string {
  const purposes = [...new Set(ROOT_COMMANDS.map(({ why }) => why))]
  const aliases = purposes.map((why, index) => {
    const lines = ROOT_COMMANDS.filter((command) => command.why === why).map(commandText)
    return `# ${why}\nCmnd_Alias MACLOOM_${index + 1} = ${[...new Set(lines)].join(', \\\n  ')}`
  })
  const names = purposes.map((_, index) => `MACLOOM_${index + 1}`).join(', ')
  return `${[HEAD.replaceAll('USER', user), ...aliases, `${user} ALL=(root) NOPASSWD: ${names}`].join('\n\n')}\n`
}

function commandText({ tool, words }: RootCommand): string {
  if (tool.startsWith('/')) return [tool.replaceAll(' ', '\\ '), ...words.map(escaped)].join(' ')
  const at = (MACOS_TOOLS[tool] ?? ORDINARY_TOOLS[tool])?.at
  if (at === undefined) throw new Error(`${tool} is on the list of root commands and on no list of tools`)
  return [`${at}/${tool}`, ...words.map(escaped)].join(' ')
}

// sudoers(5): these characters end or join words there and are written with a backslash inside an argument.
function escaped(word: string): string {
  return word.replaceAll(/[,:=\\]/g, '\\$&')
}
