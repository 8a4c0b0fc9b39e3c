import type { Facts, MacFacts, PeerFacts, ReceptacleFacts } from './facts.js'
import { indented, said } from './said.js'
import { gibibytes, table } from './table.js'
import { isUnknown } from '../resources/words.js'

/** Facts as a person reads them: each Mac, its receptacles, its bridge. */
export function factsText({ macs }: Facts): string {
  return `${Object.entries(macs)
    .map(([name, facts]) => `${name}\n${indented(macText(facts))}`)
    .join('\n\n')}\n`
}

function macText(facts: MacFacts): string {
  const { model, chip, memoryBytes, macos, rdma, bridge, wiredLimitBytes } = facts
  return [
    [said(model), said(chip), said(memoryBytes, gibibytes)].join(' · '),
    said(macos, ({ version, build }) => `macOS ${version} (${build})`),
    `RDMA ${said(rdma.status)}; may hold ${said(wiredLimitBytes, (bytes) => (bytes === 0 ? 'what macOS allows' : gibibytes(bytes)))}`,
    `bridge: service ${said(bridge.service, (one) => (one === null ? 'none' : `"${one.name}" ${one.enabled ? 'on' : 'off'}`))}; stored ${said(bridge.stored, members)}; now ${said(bridge.kernel, members)}`,
    isUnknown(facts.receptacles) ? `receptacles: ${said(facts.receptacles)}` : receptacleTable(facts.receptacles),
  ].join('\n')
}

function members(list: readonly string[] | null): string {
  return list === null ? 'none' : list.join(' ') || 'empty'
}

/** Receptacles with what is at their other end and the verdict on RDMA. */
export function receptacleTable(receptacles: readonly ReceptacleFacts[]): string {
  const rows = receptacles.map((port) => [
    `${port.number}`,
    said(port.interface, (device) => device ?? '-'),
    port.speedGbps === null ? '-' : `${port.speedGbps} Gb/s`,
    port.peer === null ? '-' : peerText(port.peer),
    isUnknown(port.verdict) ? said(port.verdict) : `${port.verdict}: ${said(port.reason)}`,
  ])
  return table([['receptacle', 'interface', 'speed', 'peer', 'RDMA'], ...rows])
}

function peerText({ mac, name, through }: PeerFacts): string {
  return `${mac ?? `another Mac (${name})`}${through === 'direct' ? '' : ` through a ${through}`}`
}
