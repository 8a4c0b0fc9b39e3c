import type { Reader } from '../../command/mac.js'
import type { Answer } from '../../command/question.js'
import type { HardwarePort } from '../../macos/networksetup.js'
import { ibvDevices, ibvPorts } from '../../macos/rdma.js'
import type { ThunderboltPort } from '../../macos/system-profiler-thunderbolt.js'
import type { MacFacts, ReceptacleFacts } from '../../report/facts.js'
import { receptaclesFrom } from '../../resources/mac/receptacles.js'
import type { RdmaObserved } from '../../resources/rdma/outputs.js'
import { seenAs } from '../../resources/seen.js'
import { isUnknown, type Seen } from '../../resources/words.js'

/** Every receptacle with what is known of it: without a list of hardware ports only its interface is unknown. */
export async function receptacleFacts(
  mac: Reader,
  ports: Answer<readonly ThunderboltPort[]>,
  hardware: Answer<readonly HardwarePort[]>,
  verdicts: RdmaObserved['ports'],
): Promise<Seen<readonly ReceptacleFacts[]>> {
  const [devices, states] = await Promise.all([mac.ask(ibvDevices), mac.ask(ibvPorts)])
  return seenAs(ports, (all) =>
    receptaclesFrom(all, hardware.known ? hardware.value : []).map((port): ReceptacleFacts => {
      const { number, generation, speedGbps, domainUuid, peer, interface: device } = port
      const named = hardware.known ? device : { unknown: hardware.why }
      const name = isUnknown(named) ? named : `rdma_${named ?? ''}`
      return {
        ...{ number, interface: named, generation, speedGbps, domainUuid },
        peer: peer === null ? null : { name: peer.name, domainUuid: peer.domainUuid, mac: null, through: peer.through },
        rdma: {
          device: isUnknown(name)
            ? name
            : seenAs(devices, (list) => list?.find((one) => one.device === name)?.device ?? null),
          state: isUnknown(name)
            ? name
            : seenAs(states, (list) => list.find((one) => one.device === name)?.state ?? null),
        },
        ...judged(verdicts, number),
      }
    }),
  )
}

function judged(ports: RdmaObserved['ports'], number: number): Pick<ReceptacleFacts, 'verdict' | 'reason'> {
  if (isUnknown(ports)) return { verdict: ports, reason: ports }
  const port = ports.find(({ receptacle }) => receptacle === number)
  if (port !== undefined) return { verdict: port.verdict, reason: port.reason }
  const why = { unknown: `nothing is said of receptacle ${number}` }
  return { verdict: why, reason: why }
}

/** Names the peers that were looked at too: the Mac whose receptacle has the far domain UUID in this same look. */
export function withNames(macs: Readonly<Record<string, MacFacts>>): Record<string, MacFacts> {
  const owners = new Map(
    Object.entries(macs).flatMap(([name, { receptacles }]) =>
      isUnknown(receptacles) ? [] : receptacles.map(({ domainUuid }) => [domainUuid, name] as const),
    ),
  )
  const named = (port: ReceptacleFacts): ReceptacleFacts =>
    port.peer === null ? port : { ...port, peer: { ...port.peer, mac: owners.get(port.peer.domainUuid) ?? null } }
  return Object.fromEntries(
    Object.entries(macs).map(([name, facts]) => [
      name,
      isUnknown(facts.receptacles) ? facts : { ...facts, receptacles: facts.receptacles.map(named) },
    ]),
  )
}
