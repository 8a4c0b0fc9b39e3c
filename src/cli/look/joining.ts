import type { Joining } from '../../report/survey.js'
import type { MacObserved } from '../../resources/mac/outputs.js'
import type { RdmaObserved } from '../../resources/rdma/outputs.js'
import { isUnknown } from '../../resources/words.js'
import type { MacVisit } from './visit-mac.js'

/** Whether a Mac could join a lab: it could unless a kind would refuse it. What is not yet right is said with the yes. */
export function joiningOf({ mac, settings, network, rdma }: MacVisit, cabled: boolean): Joining {
  const against = [...new Set([...mac.refusals, ...settings.refusals, ...network.refusals])]
  if (against.length > 0) return { can: false, why: against }
  const alone = cabled ? [] : ['no direct cable to another of these Macs: by itself, or as a replica beside them']
  return { can: true, why: [rdmaWords(rdma.observed), ...alone, ...kindOfMember(mac.observed, rdma.observed)] }
}

/** What a lab file should say of a Mac that is no desktop with cables. */
function kindOfMember(mac: MacObserved | null, rdma: RdmaObserved | null): string[] {
  const laptop = rdma?.laptop === true ? ['a laptop: its charger must be in; write optional: true if it may leave'] : []
  const none = mac !== null && !isUnknown(mac.receptacles) && mac.receptacles.length === 0
  return [...laptop, ...(none ? ['no Thunderbolt to be seen: a replica only (a Mac of EC2 is written ec2: true)'] : [])]
}

function rdmaWords(observed: RdmaObserved | null): string {
  if (observed === null) return 'whether it can do RDMA could not be read'
  const { supported, status, nvram, ports } = observed
  if (isUnknown(supported) || isUnknown(status)) return 'whether it can do RDMA could not be read'
  if (!supported)
    return 'without RDMA: its Thunderbolt 4 hardware has none; as a member of a ring over TCP, or as a replica'
  if (status === 'absent') return 'without RDMA: this macOS has none, 26.2 is the first that does'
  if (status === 'disabled' && nvram === 'enabled') return 'with RDMA, which is enabled, once it has been restarted'
  if (status === 'disabled') return 'with RDMA once a person has enabled it in recoveryOS'
  const active = isUnknown(ports) ? [] : ports.filter(({ verdict }) => verdict === 'active')
  if (active.length === 0) return 'with RDMA, which is on; no port of it is active yet'
  return `with RDMA, active on receptacle ${active.map(({ receptacle }) => receptacle).join(', ')}`
}
