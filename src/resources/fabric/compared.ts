import { run, type Command } from '../../command/command.js'
import { serviceOrder } from '../../macos/networksetup.js'
import { storedBridges } from '../../macos/preferences.js'
import type { Dump } from './outputs.js'
import { BRIDGE } from './network.js'

/**
 * What a Mac prints of this network in the same words as long as it is the same: no lease, no carrier, no counter. The
 * timer compares the text, and knows nothing of what it says.
 */
export function lookAt({ services, up }: Dump): Command[] {
  const fixed = services.filter(({ method }) => method === 'manual')
  return [
    serviceOrder.command,
    storedBridges.command,
    run('sh', '-c', 'ifconfig "$0" | grep member:', BRIDGE),
    ...Object.keys(up).map((device) => run('sh', '-c', 'ifconfig "$0" | grep flags=', device)),
    ...fixed.map(({ name }) => run('networksetup', '-getinfo', name)),
  ]
}
