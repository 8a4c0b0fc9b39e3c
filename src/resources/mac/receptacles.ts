import type { Reader } from '../../command/mac.js'
import { hardwarePorts, receptacleOf, type HardwarePort } from '../../macos/networksetup.js'
import { peerOf, thunderbolt, type Attached, type ThunderboltPort } from '../../macos/system-profiler-thunderbolt.js'
import type { Seen } from '../words.js'
import type { Receptacle } from './outputs.js'

/** Every Thunderbolt receptacle of a Mac with its interface, speed and neighbour, all from one look. */
export async function receptaclesOf(mac: Reader): Promise<Seen<Receptacle[]>> {
  const [ports, hardware] = await Promise.all([mac.ask(thunderbolt), mac.ask(hardwarePorts)])
  if (!ports.known) return { unknown: ports.why }
  if (!hardware.known) return { unknown: hardware.why }
  return receptaclesFrom(ports.value, hardware.value)
}

/** Receptacles as their controllers report them, with the interfaces that the list of hardware ports has for them. */
export function receptaclesFrom(ports: readonly ThunderboltPort[], hardware: readonly HardwarePort[]): Receptacle[] {
  const generation = generationOf(ports)
  return ports.map((port) => receptacle(port, hardware, generation))
}

function receptacle(port: ThunderboltPort, hardware: readonly HardwarePort[], others: 4 | 5 | null): Receptacle {
  return {
    number: port.receptacle,
    interface: hardware.find(({ port: name }) => receptacleOf(name) === port.receptacle)?.device ?? null,
    domainUuid: port.domainUuid,
    generation: generation(port) ?? others,
    speedGbps: port.connected ? port.speedGbps : null,
    connected: port.connected,
    peer: peerOf(port),
    devices: devicesOf(port.attached),
    device: port.attached.find((attached) => attached.domainUuid === null)?.name ?? null,
  }
}

function devicesOf(attached: readonly Attached[]): string[] {
  return attached.flatMap((one) => [...(one.domainUuid === null ? [one.name] : []), ...devicesOf(one.attached)])
}

// An idle port names its own capability. A linked one says what the link negotiated: 80 Gb/s takes Thunderbolt 5, less may
// be either generation, behind a slow cable, a dock or a display.
function generation({ capabilityGbps, speedGbps }: ThunderboltPort): 4 | 5 | null {
  if (capabilityGbps !== null) return capabilityGbps >= 80 ? 5 : 4
  return speedGbps !== null && speedGbps >= 80 ? 5 : null
}

// All receptacles of a Mac are of one generation (the models of facts 4.5), so any of them tells for the others.
function generationOf(ports: readonly ThunderboltPort[]): 4 | 5 | null {
  return ports.map(generation).find((found) => found !== null) ?? null
}
