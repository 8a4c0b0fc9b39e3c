import type { Lab } from '../../lab/schema.js'
import { launchFile, type LaunchFile } from '../../mlx/host-file.js'
import { cableHosts, ethernetHosts, type Found } from '../../planner/launch-hosts.js'
import { ethernetOf, linksOf } from '../../planner/links.js'
import { members } from '../../planner/members.js'
import { linkSubnets } from '../../planner/plan-lab.js'
import { declaredWiring } from '../../planner/wires.js'
import { verdictOf, type WiringVerdict } from '../../planner/wiring.js'
import { isUnknown } from '../../resources/words.js'
import { EXIT, type ExitCode } from '../exit.js'
import type { LabFiles } from '../lab-files.js'
import type { Surroundings } from '../surroundings.js'
import type { Looked } from './sheet.js'

/**
 * Prints the host file of mlx.launch for a lab, byte for byte as `mlx.distributed_config` would write it. RDMA devices
 * are looked up on the Macs; without a look there is the ring over TCP alone.
 */
export function hostFileOf(
  around: Surroundings,
  { lab, lock }: LabFiles,
  looked: Looked | null,
  over: 'thunderbolt' | 'ethernet' | true,
): ExitCode {
  const found = foundBy(looked)
  const roads = { lab, links: linksOf(lab), ethernet: ethernetOf(lab), subnets: linkSubnets(lab, lock) }
  const file =
    over === 'ethernet' ? ethernetHosts(lab, members(lab), found) : cableHosts(roads, verdictFor(lab, looked), found)
  if ('missing' in file) {
    around.say(`macloom: no host file: ${file.missing}`)
    return EXIT.failed
  }
  for (const remark of remarksOn(lab, file)) around.say(`macloom: ${remark}`)
  around.print(launchFile(file))
  return EXIT.ok
}

/** The declared cables, with RDMA as it was seen: without a look nobody knows its devices. */
function verdictFor(lab: Lab, looked: Looked | null): WiringVerdict {
  const { macs, wires } = declaredWiring(lab)
  const rdmaOf = (name: string) => looked?.macs.find((mac) => mac.name === name)?.rdma ?? 'unknown'
  return verdictOf({
    macs: macs.map((mac) => ({ ...mac, rdma: rdmaOf(mac.name) })),
    wires: wires.filter(({ kind }) => kind !== 'ethernet' || !wires.some((wire) => wire.kind !== 'ethernet')),
  })
}

function foundBy(looked: Looked | null): Found {
  const macOf = (name: string) => looked?.macs.find((mac) => mac.name === name)
  return {
    addressOf: (mac) => macOf(mac)?.address ?? null,
    interfaceOf: ({ mac, receptacle }) => {
      const receptacles = macOf(mac)?.receptacles
      if (receptacles === undefined || isUnknown(receptacles)) return null
      return receptacles.find(({ number }) => number === receptacle)?.interface ?? null
    },
  }
}

/** What a host file has no place for, and what stands in it only because it was seen. */
function remarksOn({ macs, ssh }: Lab, { hosts, backend }: LaunchFile): string[] {
  const ports = Object.entries(macs).filter(([, { port = ssh.port }]) => port !== undefined && port !== 22)
  const seen = Object.entries(macs).filter(([, { address, ethernet }]) => {
    return backend !== 'ring' && ethernet === undefined && !/^\d+\.\d+\.\d+\.\d+$/.test(address)
  })
  const named = seen.map(([name]) => name).join(', ')
  return [
    ...(ports.length === 0
      ? []
      : [`a host file has no SSH port; write those of ${ports.map(([name]) => name).join(', ')} to ~/.ssh/config`]),
    ...(seen.length === 0 || hosts.every(({ ips }) => ips.length === 0)
      ? []
      : [
          `the addresses of ${named} are those that this look came in by; write \`ethernet\` under the Mac to pin another`,
        ]),
  ]
}
