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
  return ports.value.map((port) => receptacle(port, hardware.value))
}

function receptacle(port: ThunderboltPort, hardware: readonly HardwarePort[]): Receptacle {
  return {
    number: port.receptacle,
    interface: hardware.find(({ port: name }) => receptacleOf(name) === port.receptacle)?.device ?? null,
    domainUuid: port.domainUuid,
    generation: generation(port.capabilityGbps ?? port.speedGbps),
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

// A linked port says only what the link negotiated: 40 Gb/s or less may be either generation behind a slow cable,
// but an idle port names its own capability.
function generation(gbps: number | null): 4 | 5 | null {
  if (gbps === null) return null
  return gbps >= 80 ? 5 : 4
}
