import type { Tool } from '../world.js'
import { fail, ok, unknownArguments } from './reply.js'

/** The daemon takes the Mac down after the answer; the client's ssh ends with 255. */
export const shutdown: Tool = {
  name: 'shutdown',
  call: ({ argv, root }) => {
    const [how, when, ...rest] = argv
    if ((how !== '-r' && how !== '-h') || (when !== 'now' && when !== '+0') || rest.length > 0) {
      return unknownArguments('shutdown', argv)
    }
    if (!root) return fail(1, 'shutdown: NOT super-user\n')
    return { ...ok('Shutdown NOW!\n'), then: how === '-r' ? 'reboot' : 'shutdown' }
  },
}
