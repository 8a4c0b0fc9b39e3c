import type { Lab } from '../lab/schema.js'
import type { PlannedLink } from './links.js'
import { laptopPower, lidSettings, waitsForCharger } from './laptops.js'
import { hasRdma } from './members.js'
import { fabricName, powerName, rdmaName, settingsName } from './names.js'
import type { PlannedResource } from './plan.js'
import { baseOf, releaseResource, rollsOut } from './rollout.js'
import { endAddresses, LINK_NETMASK } from './subnets.js'
import { wiredLimitMb } from './wired-limit.js'
import { withoutUndefined } from './without-undefined.js'

/** The Mac itself, its settings, and its fabric and RDMA where the lab has links and RDMA. */
export function macResources(
  lab: Lab,
  mac: string,
  links: readonly PlannedLink[],
  subnets: Readonly<Record<string, string>>,
): PlannedResource[] {
  const cabled = isCabled(mac, links)
  const rollout = rollsOut(lab)
  const base = [baseOf(lab, mac)]
  return [
    theMac(lab, mac),
    ...(rollout ? [releaseResource(lab, mac, (each) => isCabled(each, links))] : []),
    settings(lab, mac, base),
    ...laptopPower(lab, mac),
    ...(cabled ? [fabric(lab, mac, links, subnets, waitsForCharger(lab, mac) ? [...base, powerName(mac)] : base)] : []),
    ...(hasRdma(lab, mac) ? [rdma(mac, links, base)] : []),
  ]
}

function isCabled(mac: string, links: readonly PlannedLink[]): boolean {
  return links.some(({ ends }) => ends.some((end) => end.mac === mac))
}

function rdma(mac: string, links: readonly PlannedLink[], needs: readonly string[]): PlannedResource {
  // Slower links are of Thunderbolt 4: no port of theirs will ever be active.
  const fast = links.filter(({ minimumGbps }) => minimumGbps >= 80)
  const ends = fast.flatMap((link) => link.ends.filter((end) => end.mac === mac))
  const receptacles = ends.map(({ receptacle }) => receptacle).sort((a, b) => a - b)
  return { kind: 'Rdma', name: rdmaName(mac), needs, inputs: { mac, receptacles, enabled: true } }
}

/** Ids of the deployments on a Mac: groups of ours outside this list are stopped before anything new starts. */
function claimsOn({ deployments }: Lab, mac: string): string[] {
  return Object.entries(deployments)
    .filter(([, { macs }]) => macs.includes(mac))
    .map(([name]) => `ShardDeployment/${name}`)
    .sort()
}

function theMac(lab: Lab, mac: string): PlannedResource {
  const { serial, model, chip, memory, takeOver } = lab.macs[mac] ?? {}
  // Where macOS is rolled out its own resource judges it: a gate here would refuse the Mac before its update.
  const minimumMacos = rollsOut(lab) ? undefined : lab.os.minimum
  const declared = { serial, model, chip, takeOver, memoryBytes: memory, minimumMacos }
  const inputs = {
    lab: lab.lab,
    mac,
    claims: claimsOn(lab, mac),
    ...withoutUndefined(declared),
  }
  return { kind: 'Mac', name: mac, needs: [], inputs }
}

function settings(lab: Lab, mac: string, needs: readonly string[]): PlannedResource {
  const { computerName, wiredLimit: _, ...same } = lab.settings
  const inputs = {
    mac,
    ...same,
    ...lidSettings(lab, mac),
    ...withoutUndefined({
      computerName: computerName === 'mac name' ? mac : undefined,
      wiredLimitMb: wiredLimitMb(lab, mac),
    }),
  }
  return { kind: 'OsSettings', name: settingsName(mac), needs, inputs }
}

function fabric(
  { fabric: { revertAfter, takeOwnership, alongside } }: Lab,
  mac: string,
  links: readonly PlannedLink[],
  subnets: Readonly<Record<string, string>>,
  needs: readonly string[],
): PlannedResource {
  const ports = links.flatMap((link) => {
    const addresses = endAddresses(subnets[link.key] ?? '')
    return ([0, 1] as const)
      .filter((side) => link.ends[side].mac === mac)
      .map((side) => ({
        receptacle: link.ends[side].receptacle,
        address: addresses[side],
        netmask: LINK_NETMASK,
        peerAddress: addresses[side === 0 ? 1 : 0],
      }))
  })
  ports.sort((a, b) => a.receptacle - b.receptacle)
  const inputs = { mac, ports, revertAfter, takeOwnership, alongside }
  return { kind: 'Fabric', name: fabricName(mac), needs, inputs }
}
