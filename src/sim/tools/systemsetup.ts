import type { SimMac, Tool, ToolReply } from '../world.js'
import { fail, ok, refused, unknownArguments } from './reply.js'

/** Verb without get/set, to the pmset key it stands for. Heads of lines are composed. */
const POWER: Readonly<Record<string, { key: string; title: string }>> = {
  restartpowerfailure: { key: 'autorestart', title: 'Restart After Power Failure' },
  computersleep: { key: 'sleep', title: 'Computer Sleep' },
  displaysleep: { key: 'displaysleep', title: 'Display Sleep' },
  harddisksleep: { key: 'disksleep', title: 'Hard Disk Sleep' },
  wakeonnetworkaccess: { key: 'womp', title: 'Wake On Network Access' },
}

export const systemsetup: Tool = {
  name: 'systemsetup',
  call: ({ mac, argv, root }) => {
    const [, direction = '', verb = ''] = /^-(get|set)(\w+)$/.exec((argv[0] ?? '').toLowerCase()) ?? []
    const value = argv[1]
    const power = POWER[verb]
    if ((!power && verb !== 'remotelogin') || argv.length !== (direction === 'get' ? 1 : 2)) {
      return unknownArguments('systemsetup', argv)
    }
    if (!root) return fail(1, 'You need administrator access to run this tool... exiting!\n')
    if (!power) return remoteLogin(direction)
    if (mac.power.ac[power.key] === undefined) return ok('Not supported on this machine.\n')
    if (direction === 'get') return ok(`${power.title}: ${word(power.key, mac.power.ac[power.key] ?? '')}\n`)
    return set(mac, verb, power.key, value ?? '') ?? unknownArguments('systemsetup', argv)
  },
}

// Full Disk Access is what a shell over SSH does not have (facts 5.4).
function remoteLogin(direction: string): ToolReply {
  if (direction === 'get') return ok('Remote Login: On\n')
  return refused('setremotelogin: Turning Remote Login on or off requires Full Disk Access privileges.', 1)
}

function word(key: string, value: string): string {
  if (key === 'autorestart' || key === 'womp') return value === '1' ? 'On' : 'Off'
  return value === '0' ? 'Never' : `after ${value} minutes`
}

function set(mac: SimMac, verb: string, key: string, value: string): ToolReply | null {
  const onOff = key === 'autorestart' || key === 'womp'
  const stored = onOff ? { on: '1', off: '0' }[value.toLowerCase()] : /^never$/i.test(value) ? '0' : value
  if (stored === undefined || !/^\d+$/.test(stored)) return null
  mac.power.ac[key] = stored
  if (mac.power.battery?.[key] !== undefined) mac.power.battery[key] = stored
  return ok(`set${verb}: ${word(key, stored)}\n`)
}
