import { isUnknown, type Finding } from '../words.js'
import { newService, OURS } from './diff.js'
import type { FabricInputs } from './inputs.js'
import type { FabricObserved } from './outputs.js'
import type { TakenBack } from '../timer.js'

/** What converge leaves as it is and a person should know. */
export function findings(inputs: FabricInputs, observed: FabricObserved): readonly Finding[] {
  return [
    ...reverted(inputs, observed),
    ...misplaced(inputs, observed),
    ...leftOver(inputs, observed),
    ...stillBridged(inputs, observed),
  ]
}

const CAUSES: Readonly<Record<TakenBack['why'], string>> = {
  time: 'the run that made it did not come back to confirm: it was ended, or could not reach this Mac any more',
  restart: 'this Mac was restarted before the run confirmed it',
  asked: 'the timer was told to, or its job was unloaded, before the run confirmed it',
  unknown: 'the timer could not write down why: is the disk of this Mac full?',
}

function reverted({ mac }: FabricInputs, { takenBack }: FabricObserved): Finding[] {
  if (isUnknown(takenBack) || takenBack === null) return []
  const { what, at, why, whole } = takenBack
  return [
    {
      mac,
      danger: 'danger',
      what: `it took a change of its network back by itself at ${at}${whole ? '' : ', and only in part'}: ${what}`,
      cause: CAUSES[why],
      remedy:
        '`pulumi up` starts over. If it happens again, see whether this Mac is still reached while the change is made',
    },
  ]
}

// Only where the address is on the port: an idle port has none in its table, and a link that is down is another finding.
function misplaced({ mac, ports: declared }: FabricInputs, { ports, ipv4Gids }: FabricObserved): Finding[] {
  if (isUnknown(ports) || isUnknown(ipv4Gids)) return []
  return ipv4Gids.flatMap(({ receptacle, index }) => {
    const port = ports.find((each) => each.receptacle === receptacle)
    const address = declared.find((each) => each.receptacle === receptacle)?.address ?? ''
    if (index === 1 || port?.carrier !== true || !port.addresses.includes(address)) return []
    return [gid(mac, receptacle, port.service ?? '', index)]
  })
}

function gid(mac: string, receptacle: number, service: string, index: number | null): Finding {
  const where = index === null ? 'is not in the address table of its RDMA device' : `stands at GID index ${index}`
  return {
    mac,
    danger: 'warning',
    what: `the IPv4 address of receptacle ${receptacle} ${where}`,
    cause: 'JACCL speaks from GID index 1; elsewhere its queue pairs fail with errno 22 or 96 (mlx#3389)',
    remedy: `Switching the service ${service} off and on has not helped since its last start: restart this Mac`,
  }
}

function leftOver({ mac, ports }: FabricInputs, { serviceOrder }: FabricObserved): Finding[] {
  if (isUnknown(serviceOrder)) return []
  const declared = new Set(ports.map(({ receptacle }) => newService(receptacle)))
  const left = serviceOrder.filter((name) => name.startsWith(OURS) && !declared.has(name))
  if (left.length === 0) return []
  return [
    {
      mac,
      danger: 'note',
      what: `${left.join(', ')} is still there, and no link of the lab uses it`,
      cause: 'a link was taken out of the lab; the network is given back as a whole, when the fabric is destroyed',
      remedy: 'Nothing to do; `pulumi destroy` restores these ports too',
    },
  ]
}

function stillBridged({ mac }: FabricInputs, { ports, bridge }: FabricObserved): Finding[] {
  if (isUnknown(ports) || isUnknown(bridge)) return []
  const ours = new Set(ports.map((port) => port.interface))
  const rest = (bridge.kernel ?? []).filter((member) => !ours.has(member))
  if (rest.length === 0) return []
  return [
    {
      mac,
      danger: 'note',
      what: `${rest.join(', ')} stay in the Thunderbolt bridge`,
      cause: 'no link of the lab uses them, so they are left as they were found',
      remedy: 'Nothing to do, unless a cable is plugged there: declare it as a link',
    },
  ]
}
