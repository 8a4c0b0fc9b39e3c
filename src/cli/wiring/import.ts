import { neighbours } from '../../lab/link.js'
import type { ReadLaunchFile } from '../../lab/launch-file.js'
import { readTargets, type LookTarget } from '../look/targets.js'

/** What a host file of MLX says about Macs and links, as lines of a lab file; what it cannot say is marked. */
export function labLines(file: ReadLaunchFile, shown: string): string {
  const { backend, envs, hosts } = file
  const macs = readTargets(
    hosts.map(({ ssh }) => ssh),
    undefined,
  )
  const rdma = hosts.some((host) => host.rdma.some((cell) => cell !== null))
  const overEthernet = !rdma && backend === ''
  const links = rdma ? rdmaLinks(file, macs) : overEthernet ? ethernetLinks(macs) : ringLinks(file, macs)
  return [
    `# From ${shown}${backend === '' ? '' : ` (${backend})`}. Yours to write: each hostKey (\`macloom keys <address>\` shows it), and each model.`,
    'lab: imported',
    'macs:',
    ...macs.map((mac, rank) => `  ${macLine(mac, rdma || overEthernet ? hosts[rank]?.ips[0] : undefined)}`),
    ...(links.some((line) => !line.startsWith('#')) ? ['links:', ...links.map((line) => `  ${line}`)] : links),
    ...(rdma ? ['rdma: enabled'] : []),
    ...envs.map((each) => `# under \`environment\` of a deployment: ${each}`),
    '',
  ].join('\n')
}

function macLine({ name, address, user }: LookTarget, ip: string | undefined): string {
  const login = user === undefined ? '' : `, user: ${user}`
  const ethernet = ip === undefined || !/^\d+\.\d+\.\d+\.\d+$/.test(ip) ? '' : `, ethernet: ${ip}`
  return `${name}: { address: ${JSON.stringify(address)}${login}${ethernet}, hostKey: "SHA256:…" }`
}

function ethernetLinks(macs: readonly LookTarget[]): string[] {
  return neighbours(macs.map(({ name }) => name)).map(([a, b]) => `- ${a}:ethernet <-> ${b}:ethernet`)
}

// The addresses of a ring are those of one end of each cable: they name neither the other end nor a receptacle.
function ringLinks({ hosts }: ReadLaunchFile, macs: readonly LookTarget[]): string[] {
  const cables = Math.max(1, ...hosts.map(({ ips }) => ips.length))
  const count = cables === 1 ? 'a cable' : `${cables} cables`
  return neighbours(macs.map(({ name }) => name)).map(
    ([a, b]) => `# ${count} between ${a} and ${b}: \`macloom look\` shows the receptacles, write  - ${a}:? <-> ${b}:?`,
  )
}

function rdmaLinks({ hosts }: ReadLaunchFile, macs: readonly LookTarget[]): string[] {
  const devices = (row: number, column: number) => [hosts[row]?.rdma[column] ?? []].flat()
  const lines = macs.flatMap((a, row) =>
    macs.slice(row + 1).flatMap((b, index) => {
      const [near, far] = [devices(row, row + 1 + index), devices(row + 1 + index, row)]
      return near.map((device, cable) => linkLine([a.name, device], [b.name, far[cable]]))
    }),
  )
  return [
    '# receptacles as of a Mac Studio or Mac mini, where en2 is the first; `macloom look` shows the real ones',
    ...lines,
  ]
}

type DeviceEnd = readonly [mac: string, device: string | undefined]

function linkLine(near: DeviceEnd, far: DeviceEnd): string {
  const ends = [near, far].map(([mac, device]) => `${mac}:${receptacleOf(device) ?? '?'}`)
  const line = `- ${ends.join(' <-> ')}`
  return line.includes('?') ? `# ${line}  from ${near[1] ?? 'no device'} and ${far[1] ?? 'no device'}` : line
}

function receptacleOf(device: string | undefined): number | null {
  const number = Number(/^rdma_en(\d)$/.exec(device ?? '')?.[1] ?? 0) - 1
  return number >= 1 && number <= 6 ? number : null
}
