import { NETWORK_JOBS } from './network-owners.js'

/** A command that is run as root: its tool and its words; `*` stands for any words, as in sudoers(5). */
export interface RootCommand {
  /** A bare name of the list of tools, or a path of its own. */
  readonly tool: string
  readonly words: readonly string[]
  /** What it is for, in the words of the list that an operator reads before installing it. */
  readonly why: string
}

const SERVICES = 'services of the Thunderbolt ports'
const NETWORK = '/Library/Preferences/SystemConfiguration/preferences.plist'
const UPDATE = '--restart --force --no-scan --agree-to-license --user * --stdinpass'
/** The only tool that does not lie in a folder of the system. */
const STARTOSINSTALL = '/Applications/Install macOS*.app/Contents/Resources/startosinstall'
const REINSTALL = '--agreetolicense --nointeraction --forcequitapps --rebootdelay 30 --user * --stdinpass'
const UPDATES = '/Library/Preferences/com.apple.SoftwareUpdate'

/**
 * Every command of this room that needs root. It stands beside the commands so that whoever adds one adds its line:
 * a test holds each root command that was told against this list.
 */
export const MACOS_ROOT_COMMANDS: readonly RootCommand[] = [
  ...of('networksetup', SERVICES, '-createnetworkservice *', '-removenetworkservice *', '-setmanual *', '-setdhcp *'),
  ...of('networksetup', SERVICES, '-setnetworkserviceenabled *', '-ordernetworkservices *'),
  ...of('networksetup', SERVICES, '-setv4off *', '-setv6LinkLocal *', '-setv6automatic *', '-setv6off *'),
  ...of('ifconfig', 'the Thunderbolt bridge and its ports', '* deletem *', '* addm *', '* up', '* down'),
  ...of('ifconfig', 'the Thunderbolt bridge and its ports', 'bridge0 create', 'bridge0 destroy', '* inet * netmask *'),
  ...of('PlistBuddy', 'the stored Thunderbolt bridge', `-c * ${NETWORK}`),
  ...of('pmset', 'sleep, restart after power loss, wake on network', '*'),
  ...of('sysctl', 'memory that the GPU may hold', 'iogpu.wired_limit_mb=*'),
  ...of('scutil', 'name of the Mac', '--set ComputerName *'),
  ...of('defaults', 'automatic macOS updates', `write ${UPDATES} *`, `delete ${UPDATES} *`),
  ...of('fdesetup', 'who may update macOS, and a restart that FileVault lets through', 'list'),
  ...of('fdesetup', 'who may update macOS, and a restart that FileVault lets through', 'authrestart * -inputplist'),
  ...of('softwareupdate', 'macOS updates by exact label', `--install * ${UPDATE}`),
  ...of(STARTOSINSTALL, 'macOS from an installer, over what is there', `${REINSTALL}`),
  ...of('launchctl', 'our launchd jobs', 'bootstrap system /Library/LaunchDaemons/com.macloom.*'),
  ...of('launchctl', 'our launchd jobs', ...['bootout', 'kickstart', 'kill SIGTERM', 'enable'].map(ourJob)),
  ...Object.values(NETWORK_JOBS).flatMap((label) =>
    of('launchctl', 'network daemons of other tools, where the lab takes ownership', ...otherJob(label)),
  ),
  ...of('lsof', 'who holds a port', '-nP -iTCP:* -sTCP:LISTEN -F pcLn'),
]

function of(tool: string, why: string, ...lines: readonly string[]): RootCommand[] {
  return lines.map((line) => ({ tool, words: line.split(' '), why }))
}

function otherJob(label: string): string[] {
  const verbs = ['disable', 'enable', 'bootout'].map((verb) => `${verb} system/${label}`)
  return [...verbs, `bootstrap system /Library/LaunchDaemons/${label}.plist`]
}

function ourJob(verb: string): string {
  return `${verb} system/com.macloom.*`
}

/** Whether a command line (tool and words, prefix of the Mac removed) is on the list, by the rules of sudoers(5). */
export function isListed(list: readonly RootCommand[], words: readonly string[]): boolean {
  const [tool, ...rest] = words
  const line = rest.join(' ')
  return list.some((entry) => matches(entry.tool, tool ?? '') && matches(entry.words.join(' '), line))
}

// sudo compares the arguments as one text, in which `*` stands for anything, blanks and slashes too.
function matches(pattern: string, line: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(line)
}
