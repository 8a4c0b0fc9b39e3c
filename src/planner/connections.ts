import type { Lab } from '../lab/schema.js'
import type { Connection } from './plan.js'
import { withoutUndefined } from './without-undefined.js'

/** How each Mac is reached: its own settings over those of the lab. Gone Macs keep theirs, so that they can be named. */
export function connectionsOf({ macs, ssh }: Lab): Record<string, Connection> {
  return Object.fromEntries(
    Object.entries(macs).map(([name, mac]) => {
      const { port, user, identity, jump, jumpHostKey } = { ...ssh, ...withoutUndefined(mac) }
      const ways = withoutUndefined({ port, user, identity, jump, jumpHostKey })
      return [name, { address: mac.address, hostKey: mac.hostKey, ...ways }]
    }),
  )
}
