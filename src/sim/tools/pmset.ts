import type { SimMac, Tool, ToolCall, ToolReply } from '../world.js'
import { fail, ok, unknownArguments } from './reply.js'

// Keys of the manual page; what a model lacks is ignored, what is no key at all is refused.
const KEYS = new Set(
  (
    'displaysleep disksleep sleep womp ring powernap autorestart lidwake acwake lessbright halfdim sms hibernatemode ' +
    'hibernatefile ttyskeepawake networkoversleep destroyfvkeyonstandby standby standbydelaylow standbydelayhigh ' +
    'autopoweroff autopoweroffdelay tcpkeepalive proximitywake powermode lowpowermode highpowermode'
  ).split(' '),
)

export const pmset: Tool = {
  name: 'pmset',
  reads: () => [['-g'], ['-g', 'custom'], ['-g', 'cap'], ['-g', 'batt']],
  call: (call) => {
    const { mac, argv } = call
    switch (argv.join(' ')) {
      case '-g':
        return ok(inUse(mac))
      case '-g custom':
        return ok(custom(mac))
      case '-g batt':
        return ok(source(mac))
      case '-g cap':
        return ok(
          `Capabilities for AC Power:\n${Object.keys(mac.power.ac)
            .map((key) => ` ${key}\n`)
            .join('')}`,
        )
      default:
        return set(call)
    }
  },
}

function line(key: string, value: string): string {
  return ` ${key.padEnd(20)} ${value}\n`
}

function inUse(mac: SimMac): string {
  const system = Object.entries(mac.power.system).map(([key, value]) => ` ${key}\t\t${value}\n`)
  const lines = Object.entries(mac.power.ac).map(([key, value]) => {
    const remark = mac.power.remarks[key]
    return line(key, remark === undefined ? value : `${value} (${remark})`)
  })
  return `System-wide power settings:\n${system.join('')}Currently in use:\n${lines.join('')}`
}

function custom(mac: SimMac): string {
  const group = (name: string, settings: Record<string, string> | null): string =>
    settings
      ? `${name}:\n${Object.entries(settings)
          .map(([key, value]) => line(key, value))
          .join('')}`
      : ''
  return group('Battery Power', mac.power.battery) + group('AC Power', mac.power.ac)
}

// The words of Apple's pmset.c. At 20 % and 10 % macOS warns.
function source({ battery }: SimMac): string {
  if (battery === null) return "Now drawing from 'AC Power'\n"
  const { id, percent, state, minutes } = battery
  const on = state === 'discharging' ? 'Battery' : 'AC'
  const left =
    minutes === null
      ? '(no estimate)'
      : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} remaining`
  const rest = state === 'AC attached; not charging' ? state : `${state}; ${left}`
  const warning = percent > 20 || on === 'AC' ? '' : `\tBattery Warning: ${percent > 10 ? 'Early' : 'Final'}\n`
  return `Now drawing from '${on} Power'\n -InternalBattery-0 (id=${id})\t${percent}%; ${rest} present: true\n${warning}`
}

function set({ mac, argv, root }: ToolCall): ToolReply {
  const [source = '', ...words] = argv
  if (!/^-[abc]$/.test(source) || words.length === 0 || words.length % 2 === 1) return unknownArguments('pmset', argv)
  const pairs = words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? ''] as const] : []))
  if (pairs.some(([key]) => !KEYS.has(key) && key !== 'disablesleep')) return unknownArguments('pmset', argv)
  if (!root) return fail(1, "'pmset' must be run as root...\n")
  for (const [key, value] of pairs) {
    if (key === 'disablesleep') mac.power.system['SleepDisabled'] = value
    if (source !== '-b') replaceKnown(mac.power.ac, key, value)
    if (source !== '-c') replaceKnown(mac.power.battery, key, value)
  }
  return ok()
}

function replaceKnown(settings: Record<string, string> | null, key: string, value: string): void {
  if (settings?.[key] !== undefined) settings[key] = value
}
