import { cableAt, endFrom, macOf, textOf } from './cabling.js'
import { networkState } from './network-state.js'
import { hasRdmaTools } from './rdma.js'
import { rebuildBridges, settle } from './kernel.js'
import type { End, SimMac, World } from './world.js'

/** Seconds since 1970 in this world. */
export function clock(world: World): number {
  return Date.now() / 1000 + world.clockOffset
}

/** Plugs a new cable in. Ends are `<mac>:<receptacle>` or `<device>:<port>`; both must be free. */
export function plug(world: World, a: string, b: string, gbps: number | null = null): void {
  addCable(world, a, b, gbps)
  settle(world)
}

/** The same before anything is switched on: the kernels hear of it at the next `settle`. */
export function addCable(world: World, a: string, b: string, gbps: number | null, rateMbit?: number): void {
  const ends = [endFrom(world, a), endFrom(world, b)] as const
  for (const end of ends) {
    if (cableAt(world, end)) throw new Error(`there is a plug in ${textOf(end)} already`)
  }
  world.cables.push({ ends: [...ends], gbps, ...(rateMbit === undefined ? {} : { rateMbit }) })
}

/** Takes away the cable that has a plug at `at`. */
export function unplug(world: World, at: string): void {
  const cable = cableAt(world, endFrom(world, at))
  if (!cable) throw new Error(`there is no plug in ${at}`)
  leaveTraces(world, cable.ends.map(textOf))
  world.cables = world.cables.filter((other) => other !== cable)
  settle(world)
}

/** Lets at most so many Mbit/s through the cable at `at`, where cables are real; null for all that it can. */
export function limit(world: World, at: string, rateMbit: number | null): void {
  const cable = cableAt(world, endFrom(world, at))
  if (!cable) throw new Error(`there is no plug in ${at}`)
  if (rateMbit === null) delete cable.rateMbit
  else cable.rateMbit = rateMbit
}

/** Moves one plug; the other end of the cable stays where it is. */
export function move(world: World, from: string, to: string): void {
  const source = endFrom(world, from)
  const target = endFrom(world, to)
  const cable = cableAt(world, source)
  if (!cable) throw new Error(`there is no plug in ${from}`)
  if (cableAt(world, target)) throw new Error(`there is a plug in ${to} already`)
  leaveTraces(world, cable.ends.map(textOf))
  const other = cable.ends.find((end) => textOf(end) !== textOf(source)) ?? target
  world.cables = world.cables.filter((kept) => kept !== cable)
  settle(world)
  world.cables.push({ ...cable, ends: [other, target] })
  settle(world)
}

/** Exchanges two plugs, as a person who mistakes one receptacle for another does; one of the two ends may be empty. */
export function swap(world: World, a: string, b: string): void {
  const ends = [endFrom(world, a), endFrom(world, b)] as const
  const [one, other] = ends.map((end) => cableAt(world, end))
  if (!one && !other) throw new Error(`there is no plug in ${a} and none in ${b}`)
  if (!one || !other) return one ? move(world, a, b) : move(world, b, a)
  if (one === other) return
  leaveTraces(world, [a, b])
  const texts = ends.map(textOf)
  world.cables = world.cables.filter((kept) => kept !== one && kept !== other)
  settle(world)
  const crossed = (end: End): End => ends[1 - texts.indexOf(textOf(end))] ?? end
  for (const cable of [one, other])
    world.cables.push({ ...cable, ends: [crossed(cable.ends[0]), crossed(cable.ends[1])] })
  settle(world)
}

// A port that has been used keeps printing its micro version (facts 1.1).
function leaveTraces(world: World, ends: readonly string[]): void {
  for (const end of ends.map((text) => endFrom(world, text))) {
    if (!('mac' in end)) continue
    const receptacle = macOf(world, end.mac).receptacles[end.receptacle]
    if (receptacle) receptacle.leftover = '0.0.0'
  }
}

/** Pulls the charger of a laptop out, or plugs it in, with so much charge in its battery. */
export function charge(world: World, name: string, mains: 'mains' | 'battery', percent?: number): void {
  const { battery } = macOf(world, name)
  if (battery === null) throw new Error(`${name} has no battery`)
  if (percent !== undefined) battery.percent = percent
  const full = battery.percent === 100
  battery.state = mains === 'battery' ? 'discharging' : full ? 'charged' : 'charging'
  battery.minutes = mains === 'mains' && full ? 0 : null
}

/** A visit to recoveryOS: `rdma_ctl enable` writes NVRAM, and the Mac starts again. */
export function enableRdma(world: World, name: string, now = clock(world)): void {
  setRdma(world, name, '1')
  reboot(world, name, now)
}

export function disableRdma(world: World, name: string, now = clock(world)): void {
  setRdma(world, name, '0')
  reboot(world, name, now)
}

/** The switch in System Settings of macOS 27 (one source): the same variable, counting from the next boot. */
export function switchRdmaInSettings(world: World, name: string, on: boolean): void {
  const mac = macOf(world, name)
  if (Number.parseInt(mac.macos.version, 10) < 27) throw new Error(`${name} has macOS ${mac.macos.version}: no switch`)
  setRdma(world, name, on ? '1' : '0')
}

function setRdma(world: World, name: string, value: '0' | '1'): void {
  const mac = macOf(world, name)
  if (!hasRdmaTools(mac)) throw new Error(`macOS ${mac.macos.version} of ${name} has no rdma_ctl; 26.2 is the first`)
  mac.nvram['rdma-enable'] = value
}

/** Off: its neighbours lose the link. */
export function shutDown(world: World, name: string): void {
  macOf(world, name).on = false
  settle(world)
}

/** On: the kernel starts from what is stored; everything else is gone (facts 2.4). */
export function boot(world: World, name: string, now = clock(world)): void {
  const mac = macOf(world, name)
  mac.on = true
  installMacos(mac)
  mac.bootTime = Math.round(now * 1e6) / 1e6
  mac.rdmaSinceBoot = mac.nvram['rdma-enable'] === '1'
  mac.locked = mac.fileVault !== 'off' && !mac.unlocksOnce
  mac.unlocksOnce = false
  mac.sysctl = {}
  mac.protectionDomains = {}
  startKernel(mac)
  settle(world)
}

/** What an update has prepared takes the place of the macOS that ran; RDMA was seen to be off after one (a fault here). */
function installMacos(mac: SimMac): void {
  if (mac.installed === null) return
  mac.macos = { ...mac.installed }
  mac.installed = null
  mac.updates = []
  if (mac.faults['rdma off after update'] !== undefined) mac.nvram['rdma-enable'] = '0'
}

function startKernel(mac: SimMac): void {
  mac.kernel.bridges = {}
  mac.kernel.routes = {}
  for (const port of Object.values(mac.kernel.interfaces)) {
    port.up = true
    port.linked = false
    port.carrier = false
    port.addresses = []
  }
  rebuildBridges(mac)
}

export function reboot(world: World, name: string, now = clock(world)): void {
  shutDown(world, name)
  boot(world, name, now)
}

/** Somebody gives the FileVault password. */
export function unlock(world: World, name: string): void {
  macOf(world, name).locked = false
}

export function setFault(world: World, name: string, fault: string, value: string): void {
  const mac = macOf(world, name)
  mac.faults[fault] = fault === 'management lost' ? networkState(mac) : value
  settle(world)
}

export function clearFault(world: World, name: string, fault: string): void {
  const mac = macOf(world, name)
  mac.faults = Object.fromEntries(Object.entries(mac.faults).filter(([key]) => key !== fault))
  settle(world)
}

/** A macOS update, with the restart that belongs to it. */
export function changeBuild(
  world: World,
  name: string,
  macos: { version: string; build: string },
  now = clock(world),
): void {
  macOf(world, name).installed = { ...macos }
  reboot(world, name, now)
}

/** The address under which the operator reaches this Mac; the SSH server of the sim knows it. */
export function setLan(world: World, name: string, address: string, netmask = '255.255.255.0'): void {
  const mac = macOf(world, name)
  const device = mac.lan?.device ?? mac.hardwarePorts.find((port) => /^(Ethernet|Wi-Fi)$/.test(port.name))?.device
  if (device === undefined) throw new Error(`${name} has no Ethernet and no Wi-Fi`)
  mac.lan = { device, address, netmask, router: address.replace(/\d+$/, '1') }
  settle(world)
}
