import type { SimMac, Tool } from '../world.js'
import { fail, ok, unknownArguments } from './reply.js'

const NAMES = ['ComputerName', 'LocalHostName', 'HostName'] as const
type Name = (typeof NAMES)[number]

export const scutil: Tool = {
  name: 'scutil',
  reads: () => NAMES.map((name) => ['--get', name]),
  call: ({ mac, argv, root }) => {
    const [verb, word, value] = argv
    const name = NAMES.find((known) => known === word)
    if (!name) return unknownArguments('scutil', argv)
    if (verb === '--get' && argv.length === 2) {
      const found = read(mac, name)
      return found === null ? { stdout: `${name}: not set\n`, stderr: '', exit: 1 } : ok(`${found}\n`)
    }
    if (verb !== '--set' || value === undefined || argv.length > 3) return unknownArguments('scutil', argv)
    if (!root) return fail(1, `SCPreferencesSet${name}() failed: Permission denied\n`)
    write(mac, name, value)
    return ok()
  },
}

function read(mac: SimMac, name: Name): string | null {
  if (name === 'ComputerName') return mac.computerName
  return name === 'LocalHostName' ? mac.localHostName : mac.hostName
}

function write(mac: SimMac, name: Name, value: string): void {
  if (name === 'ComputerName') mac.computerName = value
  else if (name === 'LocalHostName') mac.localHostName = value
  else mac.hostName = value
}
