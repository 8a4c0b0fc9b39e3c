import { modelOf } from './catalogue.js'
import type { Cable, Device, End, MacEnd, SimMac, World } from './world.js'

/** `studio-1:2` or `dock:1`; a name of the world's devices means the device. */
export function endFrom(world: World, text: string): End {
  const match = /^([^:\s]+):(\d+)$/.exec(text.trim())
  const name = match?.[1]
  const number = Number(match?.[2])
  if (name === undefined) throw new Error(`"${text}" is no end of a cable: <mac>:<receptacle> or <device>:<port>`)
  if (world.devices[name]) return { device: name, port: number }
  const mac = macOf(world, name)
  if (!mac.receptacles[number]) throw new Error(`${name} (${mac.model}) has no receptacle ${number}`)
  return { mac: name, receptacle: number }
}

export function textOf(end: End): string {
  return 'mac' in end ? `${end.mac}:${end.receptacle}` : `${end.device}:${end.port}`
}

export function macOf(world: World, name: string): SimMac {
  const mac = world.macs[name]
  if (!mac) throw new Error(`the sim of lab ${world.lab} has no Mac ${name}: ${Object.keys(world.macs).join(', ')}`)
  return mac
}

export function cableAt(world: World, end: End): Cable | undefined {
  const text = textOf(end)
  return world.cables.find((cable) => cable.ends.some((other) => textOf(other) === text))
}

/** What is plugged in at the other end of the cable at `end`. */
export function farEnd(world: World, end: End): End | undefined {
  const text = textOf(end)
  return cableAt(world, end)?.ends.find((other) => textOf(other) !== text)
}

function capability(world: World, end: End): number {
  if ('device' in end) return world.devices[end.device]?.gbps ?? 0
  return modelOf(macOf(world, end.mac).model).generation === 5 ? 80 : 40
}

/** What a cable runs at: the best that both ends can, unless the cable is worse. */
export function speedOf(world: World, cable: Cable): number {
  const best = Math.min(...cable.ends.map((end) => capability(world, end)))
  return Math.min(best, cable.gbps ?? best)
}

/** The Mac somewhere behind a receptacle, with the slowest cable in between. */
export interface Neighbour {
  readonly end: MacEnd
  readonly mac: SimMac
  readonly gbps: number
  readonly through: readonly Device[]
}

/** Follows the cable at `from` through docks and displays to the Mac at the far side, if it is switched on. */
export function neighbourOf(world: World, from: MacEnd): Neighbour | null {
  const cable = cableAt(world, from)
  const far = farEnd(world, from)
  if (!cable || !far) return null
  return follow(world, far, speedOf(world, cable), [], from)
}

function follow(world: World, end: End, gbps: number, through: readonly Device[], from: MacEnd): Neighbour | null {
  if ('mac' in end) {
    const mac = macOf(world, end.mac)
    return mac.on ? { end, mac, gbps, through } : null
  }
  const device = world.devices[end.device]
  if (!device || through.includes(device)) return null
  for (const port of [1, ...device.downstream].filter((port) => port !== end.port)) {
    const here = { device: end.device, port }
    const next = farEnd(world, here)
    const cable = cableAt(world, here)
    if (!next || !cable || textOf(next) === textOf(from)) continue
    const found = follow(world, next, Math.min(gbps, speedOf(world, cable)), [...through, device], from)
    if (found) return found
  }
  return null
}

/** The receptacle whose interface is `device`, or null for Ethernet, Wi-Fi and adapters. */
export function receptacleOf(mac: SimMac, device: string): number | null {
  const port = mac.hardwarePorts.find((port) => port.device === device)
  const number = /^Thunderbolt (\d+)$/.exec(port?.name ?? '')?.[1]
  return number === undefined ? null : Number(number)
}

export function deviceOf(mac: SimMac, receptacle: number): string | null {
  return mac.hardwarePorts.find((port) => port.name === `Thunderbolt ${receptacle}`)?.device ?? null
}
