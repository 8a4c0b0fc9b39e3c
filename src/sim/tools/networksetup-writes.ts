import { settle } from '../kernel.js'
import { newService } from '../new-world.js'
import type { NetworkService, SimMac, ToolCall, ToolReply } from '../world.js'
import { serviceNamed } from './networksetup-reads.js'
import { networkLocations, type Write } from './networksetup-locations.js'
import { ok, refused } from './reply.js'

const INVALID = '** Error: The parameters were not valid.'

/** Writing verbs in lower case. What they store survives a reboot; they are silent when all went well. */
export const networksetupWrites: Readonly<Record<string, Write>> = {
  '-createnetworkservice': ({ world, mac }, rest) => {
    const [name, port] = rest
    if (name === undefined || port === undefined || rest.length > 2) return null
    const error = creationError(mac, name, port)
    if (error) return error
    mac.services.push(newService(name, port, deviceNamed(mac, port) ?? ''))
    settle(world)
    return ok()
  },
  '-removenetworkservice': change(1, ({ mac }, service) => {
    mac.services = mac.services.filter((other) => other !== service)
  }),
  '-setdhcp': change(1, (_, service) => setMethod(service, 'dhcp')),
  '-setv4off': change(1, (_, service) => setMethod(service, 'off')),
  '-setmanual': (call, rest) => {
    if (rest.length < 3 || rest.length > 4) return null
    if (rest.slice(1).some((word) => !/^\d{1,3}(\.\d{1,3}){3}$/.test(word))) return refused(INVALID, 4)
    return change(rest.length, (_, service, [address = '', netmask = '', router]) => {
      Object.assign(service, { method: 'manual', address, netmask, router: router ?? null })
    })(call, rest)
  },
  '-setv6off': change(1, (_, service) => setIpv6(service, 'off')),
  '-setv6linklocal': change(1, (_, service) => setIpv6(service, 'link-local')),
  '-setv6automatic': change(1, (_, service) => setIpv6(service, 'automatic')),
  '-setnetworkserviceenabled': (call, rest) => {
    if (rest.length !== 2 || !/^(on|off)$/.test(rest[1] ?? '')) return null
    return change(2, ({ mac }, service, [word]) => {
      service.enabled = word === 'on'
      const late = 'gid index 2 until toggled'
      if (word === 'off' && mac.faults[late] === service.device) Reflect.deleteProperty(mac.faults, late)
      // configd brings a bridge up for its service; off leaves it up, with its members (facts 9.3).
      const bridge = mac.kernel.bridges[service.device]
      if (bridge && word === 'on') bridge.up = true
    })(call, rest)
  },
  '-ordernetworkservices': ({ world, mac }, rest) => {
    if (rest.length === 0) return null
    const byName = new Map(mac.services.map((service) => [service.name, service]))
    const ordered = [...new Set(rest)].flatMap((name) => byName.get(name) ?? [])
    // All of them or none (facts 2.3).
    if (ordered.length !== mac.services.length || rest.length !== ordered.length) return refused(INVALID, 4)
    mac.services = ordered
    settle(world)
    return ok()
  },
  ...networkLocations,
}

/** A verb whose first argument is a service. */
function change(
  count: number,
  apply: (call: ToolCall, service: NetworkService, rest: readonly string[]) => void,
): Write {
  return (call, rest) => {
    const [name, ...more] = rest
    if (name === undefined || rest.length !== count) return null
    const service = serviceNamed(call.mac, name)
    if ('exit' in service) return service
    apply(call, service, more)
    settle(call.world)
    return ok()
  }
}

function setMethod(service: NetworkService, method: 'dhcp' | 'off'): void {
  Object.assign(service, { method, address: null, netmask: null, router: null })
}

function setIpv6(service: NetworkService, ipv6: NetworkService['ipv6']): void {
  service.ipv6 = ipv6
}

// The bridge is a hardware port as long as the preferences hold it (facts 2.1).
function deviceNamed(mac: SimMac, port: string): string | undefined {
  if (port === 'Thunderbolt Bridge') return Object.keys(mac.storedBridges)[0]
  return mac.hardwarePorts.find((known) => known.name === port)?.device
}

function creationError(mac: SimMac, name: string, port: string): ToolReply | null {
  // The words for a name in use are composed; that a second call fails is not.
  if (mac.services.some((service) => service.name === name)) {
    return refused(`** Error: The network service name "${name}" is already in use.`, 4)
  }
  const device = deviceNamed(mac, port)
  if (device === undefined) return refused(`${port} is not a recognized hardware port.\n${INVALID}`, 4)
  // Facts 2.2: while the stored bridge claims the port, SCNetworkServiceCreate fails, whatever the kernel has.
  const claimed = Object.values(mac.storedBridges).some((bridge) => bridge.Interfaces?.includes(device))
  if (claimed || mac.faults['networksetup database']) {
    return refused('Unable to access the System Configuration database', 1)
  }
  return null
}
