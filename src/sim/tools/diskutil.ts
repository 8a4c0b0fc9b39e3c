import type { SimMac, Tool } from '../world.js'
import { ok, pathOnMac, unknownArguments } from './reply.js'

/** Only who can unlock the startup volume and who owns it. */
export const diskutil: Tool = {
  name: 'diskutil',
  call: (call) => {
    const [verb, what, path = '', ...rest] = call.argv
    const asked = verb === 'apfs' && /^list(?:Crypto)?Users$/.test(what ?? '') && rest.length === 0
    if (!asked || pathOnMac(call, path) !== '/') return unknownArguments('diskutil', call.argv)
    return ok(users(call.mac))
  },
}

// The recovery key has the same GUID on every Mac.
const RECOVERY = { guid: 'EBC6C064-0000-11AA-AA11-00306543ECAC', type: 'Personal Recovery User', owner: true }

function users({ diskUsers, fileVault }: SimMac): string {
  const people = diskUsers.map(({ guid, owner }) => ({ guid, type: 'Local Open Directory User', owner }))
  const all = [...people, ...(fileVault === 'off' ? [] : [RECOVERY])]
  const blocks = all.map(({ guid, type, owner }, at) => {
    const bar = at === all.length - 1 ? ' ' : '|'
    return `|\n+-- ${guid}\n${bar}   Type: ${type}\n${bar}   Volume Owner: ${owner ? 'Yes' : 'No'}\n`
  })
  return `Cryptographic user${all.length === 1 ? '' : 's'} for disk3s1s1 (${all.length} found)\n${blocks.join('')}`
}
