import { newService } from '../new-world.js'
import { settle } from '../kernel.js'
import type { NetworkService, SimMac, ToolCall, ToolReply } from '../world.js'
import { ok, refused } from './reply.js'

/** A writing verb; null = not these arguments. */
export type Write = (call: ToolCall, rest: readonly string[]) => ToolReply | null

/** Network locations (texts inferred). Nobody sensible switches them over SSH; the sim shows what happens then. */
export const networkLocations: Readonly<Record<string, Write>> = {
  '-createlocation': ({ mac }, rest) => {
    const [name, populate] = rest
    if (name === undefined || rest.length > 2 || (populate !== undefined && populate !== 'populate')) return null
    if (name === mac.location || mac.locations[name]) return refused(`** Error: The location "${name}" exists.`, 4)
    mac.locations[name] = populate === undefined ? [] : defaultServices(mac)
    return ok()
  },
  '-deletelocation': ({ mac }, [name, ...more]) => {
    if (name === undefined || more.length > 0) return null
    if (!mac.locations[name]) return refused('** Error: The parameters were not valid.', 4)
    mac.locations = Object.fromEntries(Object.entries(mac.locations).filter(([known]) => known !== name))
    return ok()
  },
  '-switchtolocation': ({ world, mac }, [name, ...more]) => {
    if (name === undefined || more.length > 0) return null
    const services = name === mac.location ? mac.services : mac.locations[name]
    if (!services) return refused('** Error: The parameters were not valid.', 4)
    if (name === mac.location) return ok('found it!\n')
    mac.locations = Object.fromEntries(Object.entries(mac.locations).filter(([known]) => known !== name))
    mac.locations[mac.location] = mac.services
    mac.location = name
    mac.services = services
    settle(world)
    const carried = services.some((service) => service.enabled && service.device === mac.lan?.device)
    // Facts 9.13: without a service for the management interface the session is gone, and so is the Mac.
    return carried ? ok('found it!\n') : { ...ok('found it!\n'), then: 'drop connections' }
  },
}

// A populated location has one service per built-in port, and none of those that somebody added.
function defaultServices(mac: SimMac): NetworkService[] {
  const ports = mac.hardwarePorts.filter((port) => port.name === 'Ethernet' || port.name === 'Wi-Fi')
  return ports.map((port) => newService(port.name, port.name, port.device))
}
