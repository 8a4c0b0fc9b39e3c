import type { Reader } from '../../command/mac.js'
import { interfaces } from '../../macos/ifconfig.js'
import { defaultInterface } from '../../macos/route.js'
import { sshConnection } from '../../macos/ssh-connection.js'
import { missing } from '../seen.js'
import type { Seen } from '../words.js'

/** The interfaces over which this Mac is managed: its default route, and the one our own SSH session came in by. */
export async function managementOf(mac: Reader): Promise<Seen<string[]>> {
  const [route, session, kernel] = await Promise.all([
    mac.ask(defaultInterface),
    mac.ask(sshConnection),
    mac.ask(interfaces),
  ])
  if (!route.known || !session.known || !kernel.known) {
    return missing([route, session, kernel]) ?? { unknown: 'the management path' }
  }
  const address = session.value?.serverAddress
  const scope = address?.includes('%') === true ? address.slice(address.indexOf('%') + 1) : null
  // An address that two interfaces have leaves open which of them carries us.
  const owners = kernel.value.filter(({ addresses }) => addresses.some((own) => own.address === address))
  return [...new Set([route.value, scope, ...owners.map(({ name }) => name)].filter((name) => name !== null))]
}
