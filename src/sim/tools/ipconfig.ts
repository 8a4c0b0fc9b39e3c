import type { Tool } from '../world.js'
import { fail, ok, unknownArguments } from './reply.js'

export const ipconfig: Tool = {
  name: 'ipconfig',
  reads: (_, mac) => Object.keys(mac.kernel.interfaces).map((device) => ['getifaddr', device]),
  call: ({ mac, argv }) => {
    const [verb, device = '', ...rest] = argv
    if (verb !== 'getifaddr' || device === '' || rest.length > 0) return unknownArguments('ipconfig', argv)
    const first = (mac.kernel.interfaces[device] ?? mac.kernel.bridges[device])?.addresses[0]
    return first ? ok(`${first.address}\n`) : fail(1, '')
  },
}
