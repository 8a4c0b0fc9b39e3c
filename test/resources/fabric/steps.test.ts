import { describe, expect, it } from 'vitest'
import type { Command } from '../../../src/command/command.js'
import { render } from '../../../src/command/render.js'
import { fabric } from '../../../src/resources/fabric/fabric.js'
import type { FabricObserved, FabricPortObserved } from '../../../src/resources/fabric/outputs.js'
import { bridgeService, kernel, order, services, stored } from '../../../src/resources/fabric/restore.js'
import type { Dump } from '../../../src/resources/fabric/outputs.js'
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
    ports: {},
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
    expect(lines(services(found, now))).toEqual(["networksetup -setdhcp 'Büro 2'"])
  })

  it('makes a service again that a person deleted meanwhile, with all that was recorded of it', () => {
    const address = { method: 'manual' as const, address: '10.0.0.5', netmask: '255.255.255.0', ipv6: 'Link Local' }
    const theirs = { ...service('Büro 2', 'Thunderbolt 2', 'en3'), ...address, enabled: false }
    expect(lines(services({ ...FOUND, services: [theirs] }, { ...NOW, services: [] }))).toEqual([
      "networksetup -createnetworkservice 'Büro 2' 'Thunderbolt 2'",
      "networksetup -setmanual 'Büro 2' 10.0.0.5 255.255.255.0",
      "networksetup -setv6LinkLocal 'Büro 2'",
      "networksetup -setnetworkserviceenabled 'Büro 2' off",
    ])
  })

  it('takes the port of a lost service out of the stored bridge first, or macOS would not make it', () => {
    const theirs = service('Büro 4', 'Thunderbolt 3', 'en4')
    const [first, second] = lines(services({ ...FOUND, services: [theirs] }, NOW)).slice(1)
    expect(first).toMatch(/^PlistBuddy -c 'Delete .*bridge0'/)
    expect(second).toBe("networksetup -createnetworkservice 'Büro 4' 'Thunderbolt 3'")
  })

  it.each([
    ['Automatic', '-setv6automatic'],
    ['Link Local', '-setv6LinkLocal'],
    ['Off', '-setv6off'],
  ])('puts IPv6 back to %s', (ipv6, verb) => {
    const found = { ...service('Büro 2', 'Thunderbolt 2', 'en3'), ipv6 }
    const now = { ...found, ipv6: ipv6 === 'Off' ? 'Automatic' : 'Off' }
    expect(lines(services({ ...FOUND, services: [found] }, { ...NOW, services: [now] }))).toEqual([
      `networksetup ${verb} 'Büro 2'`,
    ])
  })

  it('switches IPv4 off again where a service had none', () => {
    const found = { ...service('Büro 2', 'Thunderbolt 2', 'en3'), method: 'manual' as const }
    const now = { ...found, address: '10.77.0.1', netmask: '255.255.255.252' }
    expect(lines(services({ ...FOUND, services: [found] }, { ...NOW, services: [now] }))).toEqual([
      "networksetup -setv4off 'Büro 2'",
    ])
  })

  it('gives the service of the bridge all that was recorded, and makes it again when it was deleted', () => {
    const off = { ...BRIDGE_SERVICE, enabled: false, ipv6: 'Off' }
    expect(lines(bridgeService(FOUND, { ...NOW, services: [off] }))).toEqual([
      "networksetup -setv6automatic 'Thunderbolt Bridge'",
      "networksetup -setnetworkserviceenabled 'Thunderbolt Bridge' on",
    ])
    expect(lines(bridgeService(FOUND, { ...NOW, services: [] }))[0]).toBe(
      "networksetup -createnetworkservice 'Thunderbolt Bridge' 'Thunderbolt Bridge'",
    )
    expect(bridgeService(FOUND, { ...NOW, services: [], stored: {} })).toEqual([])
  })

  it('leaves a service alone that somebody else made since', () => {
    const now = { ...FOUND, services: [BRIDGE_SERVICE, service('NAS', 'Thunderbolt 3', 'en4')] }
    expect(services(FOUND, now)).toEqual([])
  })

  it('leaves every bridge alone but the one that it takes apart', () => {
    const found = { ...FOUND, stored: { ...FOUND.stored, bridge1: { interfaces: ['en8'], automatic: false } } }
    expect(stored(found, FOUND)).toEqual([])
    expect(stored(FOUND, found)).toEqual([])
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

  it('puts services in the order that was found; one that somebody added since keeps its place', () => {
    const now = { ...FOUND, order: ['Thunderbolt Bridge', 'VPN', 'Wi-Fi'] }
    expect(lines(order(FOUND, now))).toEqual(["networksetup -ordernetworkservices Wi-Fi VPN 'Thunderbolt Bridge'"])
    expect(order(FOUND, FOUND)).toEqual([])
  })

  it('has nothing to put in order because a service is gone or has a new name', () => {
    const found = { ...FOUND, order: ['VPN', 'USB-LAN', 'Wi-Fi', 'Thunderbolt Bridge'] }
    expect(order(found, { ...FOUND, order: ['Büro-LAN', 'Wi-Fi', 'Thunderbolt Bridge'] })).toEqual([])
  })
})
