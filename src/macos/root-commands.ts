/** A command that is run as root: its tool and its words; `*` stands for any words, as in sudoers(5). */
export interface RootCommand {
  readonly tool: string
  readonly words: readonly string[]
  /** What it is for, in the words of the list that an operator reads before installing it. */
  readonly why: string
}

const UPDATES = '/Library/Preferences/com.apple.SoftwareUpdate'

/**
 * Every command of this room that needs root. It stands beside the commands so that whoever adds one adds its line:
 * a test holds each root command that was told against this list.
 */
export const MACOS_ROOT_COMMANDS: readonly RootCommand[] = [
  ...network('-createnetworkservice', '-removenetworkservice', '-setmanual', '-setdhcp', '-setnetworkserviceenabled'),
  ...network('-ordernetworkservices', '-setv6LinkLocal', '-setv6automatic'),
  { tool: 'ifconfig', words: ['*', 'deletem', '*'], why: 'take a port out of the Thunderbolt bridge' },
  { tool: 'ifconfig', words: ['*', 'addm', '*'], why: 'put a port back into the bridge' },
  { tool: 'ifconfig', words: ['*', 'up'], why: 'bring a port up after it left the bridge' },
  { tool: 'ifconfig', words: ['*', 'down'], why: 'give a port back as it was found' },
  { tool: 'ifconfig', words: ['bridge0', 'create'], why: 'give the bridge back as it was found' },
  { tool: 'ifconfig', words: ['bridge0', 'destroy'], why: 'give the bridge back as it was found' },
  { tool: 'ifconfig', words: ['*', 'inet', '*', 'netmask', '*'], why: 'set an address until the next restart' },
  {
    tool: 'PlistBuddy',
    words: ['-c', '*', '/Library/Preferences/SystemConfiguration/preferences.plist'],
    why: 'take ports out of the stored bridge, and put them back',
  },
  { tool: 'pmset', words: ['*'], why: 'sleep, restart after power loss, wake on network' },
  { tool: 'sysctl', words: ['iogpu.wired_limit_mb=*'], why: 'memory that the GPU may hold' },
  { tool: 'scutil', words: ['--set', 'ComputerName', '*'], why: 'name of the Mac' },
  { tool: 'defaults', words: ['write', UPDATES, '*'], why: 'automatic macOS updates off' },
  { tool: 'defaults', words: ['delete', UPDATES, '*'], why: 'automatic macOS updates as they were found' },
  { tool: 'launchctl', words: ['bootstrap', 'system', '/Library/LaunchDaemons/com.macloom.*'], why: 'load our jobs' },
  ...launchd('bootout', 'kickstart', 'kill SIGTERM', 'enable'),
  { tool: 'lsof', words: ['-nP', '-iTCP:*', '-sTCP:LISTEN', '-F', 'pcLn'], why: 'name who holds a port' },
]

function network(...verbs: readonly string[]): RootCommand[] {
  return verbs.map((verb) => ({ tool: 'networksetup', words: [verb, '*'], why: 'services of the Thunderbolt ports' }))
}

function launchd(...verbs: readonly string[]): RootCommand[] {
  return verbs.map((verb) => ({
    tool: 'launchctl',
    words: [...verb.split(' '), 'system/com.macloom.*'],
    why: 'start and stop our jobs',
  }))
}

/** Whether a command line (tool and words, prefix of the Mac removed) is on the list, by the rules of sudoers(5). */
export function isListed(list: readonly RootCommand[], words: readonly string[]): boolean {
  const [tool, ...rest] = words
  const line = rest.join(' ')
  return list.some((entry) => entry.tool === tool && matches(entry.words.join(' '), line))
}

// sudo compares the arguments as one text, in which `*` stands for anything, blanks and slashes too.
function matches(pattern: string, line: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(line)
}
