import { macOf } from './cabling.js'
import { uuidFrom } from './derive.js'
import { settle } from './kernel.js'
import type { World } from './world.js'

/** Weeks later: macOS has given every port of a Mac another domain UUID; its switch UIDs are the same. */
export function renewDomains(world: World, name: string): void {
  for (const receptacle of Object.values(macOf(world, name).receptacles)) {
    receptacle.domain = uuidFrom(world.lab, world.seed, name, receptacle.domain)
  }
}

/** A rank died without its clean-up: a protection domain of its device is gone until the next boot. */
export function leakProtectionDomain(world: World, name: string, rdmaDevice: string, count = 1): void {
  const mac = macOf(world, name)
  mac.protectionDomains[rdmaDevice] = (mac.protectionDomains[rdmaDevice] ?? 0) + count
}

/** What exo's network daemon does every 1786 seconds: Thunderbolt services go back to DHCP (exo#2067). */
export function exoResetsServices(world: World, name: string): void {
  for (const service of macOf(world, name).services) {
    if (!/^Thunderbolt \d+$/.test(service.port)) continue
    Object.assign(service, { method: 'dhcp', address: null, netmask: null, router: null })
  }
  settle(world)
}
