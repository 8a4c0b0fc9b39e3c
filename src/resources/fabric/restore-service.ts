import type { Command } from '../../command/command.js'
import {
  createService,
  setDhcp,
  setIpv4Off,
  setIpv6Automatic,
  setIpv6LinkLocal,
  setIpv6Off,
  setManual,
  setServiceEnabled,
} from '../../macos/networksetup.js'
import type { DumpedService } from './outputs.js'

/** What networksetup prints of IPv6, and how it is told; a manual address is not recorded and cannot be put back. */
const IPV6: Readonly<Record<string, (name: string) => Command>> = {
  Automatic: setIpv6Automatic,
  'Link Local': setIpv6LinkLocal,
  Off: setIpv6Off,
}

/** Makes one service what it was, told only what differs; without `present` it is created first. */
export function restored(service: DumpedService, present: DumpedService | undefined): Command[] {
  const { name, port, enabled, ipv6 } = service
  const tell = ipv6 === null || present?.ipv6 === ipv6 ? undefined : IPV6[ipv6]
  return [
    ...(present === undefined ? [createService(name, port)] : []),
    ...(present !== undefined && addressing(present) === addressing(service) ? [] : [addressed(service)]),
    ...(tell === undefined ? [] : [tell(name)]),
    ...(present?.enabled === enabled ? [] : [setServiceEnabled(name, enabled)]),
  ]
}

function addressed({ name, method, address, netmask, router }: DumpedService): Command {
  if (method === 'dhcp') return setDhcp(name)
  // `Manual Configuration` without an address is IPv4 switched off.
  if (address === null || netmask === null) return setIpv4Off(name)
  return setManual(name, address, netmask, router ?? undefined)
}

function addressing({ method, address, netmask, router }: DumpedService): string {
  return JSON.stringify([method, address, netmask, router])
}
