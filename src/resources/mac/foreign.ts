import { NETWORK_JOBS } from '../../macos/network-owners.js'

/** launchd labels of other tools that manage network or ranks on their own. */
export const FOREIGN: ReadonlySet<string> = new Set(Object.values(NETWORK_JOBS))
