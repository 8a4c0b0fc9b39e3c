import { describe, expect, it } from 'vitest'
import type { Command } from '../../../src/command/command.js'
import { render } from '../../../src/command/render.js'
import { fabric } from '../../../src/resources/fabric/fabric.js'
import type { FabricObserved, FabricPortObserved } from '../../../src/resources/fabric/outputs.js'
import { kernel, order, services, stored, strangers } from '../../../src/resources/fabric/restore.js'
import { written, type Dump } from '../../../src/resources/fabric/dump.js'
import { stepsFor } from '../../../src/resources/fabric/steps.js'
import { BRIDGED, DECLARED, RIGHT, seen } from './cases.js'

const lines = (commands: readonly Command[]) => commands.map((command) => render(command).replace(/^sudo -n /, ''))
const PREFERENCES = '"$MACLOOM_ROOT"/Library/Preferences/SystemConfiguration/preferences.plist'

function told(port: FabricPortObserved, changes: Partial<FabricObserved> = {}): string[] {
  const observed = seen(port, changes)
  const { ports, bridge } = observed
  if ('unknown' in ports || 'unknown' in bridge) throw new Error('the case is known')
  return lines(stepsFor(DECLARED, ports, bridge, fabric.diff(DECLARED, observed)).flatMap(({ commands }) => commands))
}

describe('the steps of a network change', () => {
  it('take a port out of the stored bridge, then the kernel’s, then give it a service, Thunderbolt last', () => {
    expect(told(BRIDGED)).toEqual([
      `PlistBuddy -c 'Delete :VirtualNetworkInterfaces:Bridge:bridge0' ${PREFERENCES}`,
      [
        "PlistBuddy -c 'Add :VirtualNetworkInterfaces:Bridge:bridge0:Interfaces array'",
        "-c 'Add :VirtualNetworkInterfaces:Bridge:bridge0:Interfaces:0 string en2'",
        `-c 'Add :VirtualNetworkInterfaces:Bridge:bridge0:Interfaces:1 string en4' ${PREFERENCES}`,
      ].join(' '),
      'ifconfig bridge0 deletem en3',
      'ifconfig en3 up',
      "networksetup -createnetworkservice 'macloom Thunderbolt 2' 'Thunderbolt 2'",
      "networksetup -setmanual 'macloom Thunderbolt 2' 10.77.0.1 255.255.255.252",
      "networksetup -ordernetworkservices Ethernet Wi-Fi 'Thunderbolt Bridge' 'macloom Thunderbolt 2'",
    ])
  })

  it('delete the stored bridge and switch its service off, under its translated name, when no port is left', () => {
    const bridge = { service: { name: 'Pont Thunderbolt', enabled: true }, stored: ['en3'], kernel: ['en3'] }
    const commands = told({ ...RIGHT, inStoredBridge: true }, { bridge })
    expect(commands).toEqual([
      `PlistBuddy -c 'Delete :VirtualNetworkInterfaces:Bridge:bridge0' ${PREFERENCES}`,
      "networksetup -setnetworkserviceenabled 'Pont Thunderbolt' off",
    ])
  })

  it('bounce the service of an address that does not come to life', () => {
    expect(told({ ...RIGHT, addresses: [] })).toEqual([
      "networksetup -setnetworkserviceenabled 'macloom Thunderbolt 2' off",
      "networksetup -setnetworkserviceenabled 'macloom Thunderbolt 2' on",
      "networksetup -setmanual 'macloom Thunderbolt 2' 10.77.0.1 255.255.255.252",
    ])
  })

  it('touch nothing but Thunderbolt, destroy no bridge and switch no location', () => {
    const commands = [...told(BRIDGED), ...told({ ...RIGHT, addresses: [] })].join('\n')
    expect(commands).not.toMatch(/destroy|location|(create|remove|set)\S* '?(Wi-Fi|Ethernet)/)
  })
})

describe('giving the network back', () => {
  const BRIDGE_SERVICE = service('Thunderbolt Bridge', 'Thunderbolt Bridge', 'bridge0')
  const FOUND: Dump = {
    services: [BRIDGE_SERVICE],
    stored: { bridge0: { interfaces: ['en2', 'en3', 'en4'], automatic: true } },
    kernel: ['en2', 'en3', 'en4'],
    up: { en2: true, en3: true, en4: true },
    order: ['Wi-Fi', 'Thunderbolt Bridge'],
  }
  const NOW: Dump = {
    ...FOUND,
    services: [BRIDGE_SERVICE, { ...service('macloom Thunderbolt 2', 'Thunderbolt 2', 'en3'), method: 'manual' }],
    stored: { bridge0: { interfaces: ['en2', 'en4'], automatic: false } },
    kernel: ['en2', 'en4'],
    order: ['Wi-Fi', 'Thunderbolt Bridge', 'macloom Thunderbolt 2'],
  }

  function service(name: string, port: string, device: string): Dump['services'][number] {
    const none = { address: null, netmask: null, router: null }
    return { name, port, device, enabled: true, method: 'dhcp', ...none, ipv6: 'Automatic' }
  }

  it('removes our services and gives those we used their configuration back', () => {
    const theirs = service('Büro 2', 'Thunderbolt 2', 'en3')
    const found = { ...FOUND, services: [theirs] }
    const now = { ...NOW, services: [{ ...theirs, method: 'manual' as const, address: '10.77.0.1' }] }
    expect(lines(services(FOUND, NOW))).toEqual(["networksetup -removenetworkservice 'macloom Thunderbolt 2'"])
    expect(lines(services(found, now))).toEqual([
      "networksetup -setdhcp 'Büro 2'",
      "networksetup -setnetworkserviceenabled 'Büro 2' on",
    ])
  })

  it('leaves a service alone that somebody else made since', () => {
    const now = { ...FOUND, services: [BRIDGE_SERVICE, service('NAS', 'Thunderbolt 3', 'en4')] }
    expect(services(FOUND, now)).toEqual([])
    expect(written(strangers(FOUND, now))).toBe(written(FOUND))
  })

  it('stores the bridge with its members and the mark of macOS', () => {
    expect(lines(stored(FOUND, NOW)).join('\n')).toMatch(
      /Delete .*bridge0.*\n.*:2 string en4.*__AUTO__ string thunderbolt/,
    )
    expect(stored(FOUND, FOUND)).toEqual([])
  })

  it('builds the kernel’s bridge in the order that was found', () => {
    expect(lines(kernel(FOUND, NOW))).toEqual([
      'ifconfig bridge0 deletem en4',
      'ifconfig bridge0 addm en3',
      'ifconfig bridge0 addm en4',
      'ifconfig en4 up',
    ])
    expect(kernel(FOUND, FOUND)).toEqual([])
  })

  it('gives a port back down that was found down', () => {
    const found = { ...FOUND, kernel: ['en2', 'en4'], up: { ...FOUND.up, en3: false } }
    expect(lines(kernel(found, NOW))).toEqual(['ifconfig en3 down'])
  })

  it('puts services in the order that was found, later ones behind', () => {
    const now = { ...FOUND, order: ['Thunderbolt Bridge', 'VPN', 'Wi-Fi'] }
    expect(lines(order(FOUND, now))).toEqual(["networksetup -ordernetworkservices Wi-Fi 'Thunderbolt Bridge' VPN"])
    expect(order(FOUND, FOUND)).toEqual([])
  })
})
