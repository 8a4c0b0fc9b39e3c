import { bridgeOf, settle } from '../kernel.js'
import type { SimMac, ToolCall, ToolReply } from '../world.js'
import { fail, ok } from './reply.js'

/** Changes of a kernel bridge; the stored one is not touched, so a hotplug or a boot brings it back. */
export function changeBridge(call: ToolCall, name: string, words: readonly string[]): ToolReply | null {
  const [verb = '', member = '', ...rest] = words
  const takesMember = verb === 'addm' || verb === 'deletem'
  if (!takesMember && !/^(up|down|destroy|create)$/.test(verb)) return null
  if (rest.length > 0 || takesMember !== (member !== '')) return null
  if (!call.root) return fail(1, `ifconfig: ${takesMember ? 'BRDGADD' : verb}: permission denied\n`)
  const error = takesMember ? memberError(call.mac, name, verb, member) : simple(call.mac, name, verb)
  if (error !== null) return fail(1, error)
  if (verb === 'addm') call.mac.kernel.bridges[name]?.members.push(member)
  if (verb === 'deletem') takeOut(call.mac, name, member)
  settle(call.world)
  return ok()
}

function memberError(mac: SimMac, name: string, verb: string, member: string): string | null {
  const port = mac.kernel.interfaces[member]
  if (verb === 'deletem') {
    const inside = mac.kernel.bridges[name]?.members.includes(member)
    return inside ? null : `ifconfig: BRDGDEL ${member}: No such file or directory\n`
  }
  if (!port) return `ifconfig: BRDGADD ${member}: No such file or directory\n`
  if (bridgeOf(mac, member) !== null) return `ifconfig: BRDGADD ${member}: Device busy\n`
  // The kernel takes no member that still has IP on it (facts 2.2): first the service goes, then the port comes back.
  const served = mac.services.some((service) => service.device === member && service.enabled)
  const busy = port.addresses.length > 0 || served
  return busy ? `ifconfig: BRDGADD ${member}: Operation not supported on socket\n` : null
}

function simple(mac: SimMac, name: string, verb: string): string | null {
  const bridge = mac.kernel.bridges[name]
  if (verb === 'create') {
    if (bridge) return `ifconfig: SIOCIFCREATE2: File exists\n`
    // configd brings a bridge up that an enabled service waits for.
    const wanted = mac.services.some((service) => service.device === name && service.enabled)
    mac.kernel.bridges[name] = { up: wanted, members: [], addresses: [] }
  } else if (verb === 'destroy') {
    for (const member of [...(bridge?.members ?? [])]) takeOut(mac, name, member)
    mac.kernel.bridges = Object.fromEntries(Object.entries(mac.kernel.bridges).filter(([known]) => known !== name))
  } else if (bridge) {
    bridge.up = verb === 'up'
  }
  return null
}

// Facts 9.5: the port that was taken out is administratively down until somebody brings it up.
function takeOut(mac: SimMac, name: string, member: string): void {
  const bridge = mac.kernel.bridges[name]
  const port = mac.kernel.interfaces[member]
  if (bridge) bridge.members = bridge.members.filter((other) => other !== member)
  if (port) port.up = false
}
