import type { Receptacle } from '../resources/mac/outputs.js'
import { isUnknown } from '../resources/words.js'
import { findingsText } from './findings.js'
import { indented, said } from './said.js'
import type { Survey, SurveyedCable, SurveyedMac } from './survey.js'
import { gibibytes, table } from './table.js'
import { workOrderSheet } from './work-orders.js'

/** The whole look as text: each Mac, the cabling between them, every finding, who could join a lab, what hands must do. */
export function surveyText(survey: Survey): string {
  const many = survey.macs.length === 1 ? 'One Mac' : `${survey.macs.length} Macs`
  const parts = [
    `${many} looked at; nothing was changed.`,
    ...survey.macs.map((mac) => macText(mac, survey)),
    `Cabling\n${indented(cablingText(survey))}`,
    `Findings, most dangerous first\n${indented(findingsText(survey.findings) || 'none')}`,
    `Could join a lab\n${indented(joiningText(survey))}`,
    handsText(survey),
  ]
  return `${parts
    .filter((part) => part !== '')
    .join('\n\n')
    .trimEnd()}\n`
}

function macText(found: SurveyedMac, survey: Survey): string {
  const heading = `${found.name} (${found.typed})`
  if (found.mac === null) return `${heading}\n  not looked at: ${found.unseen ?? ''}`
  const lines = [
    ...identity(found, found.mac),
    `Thunderbolt bridge: ${bridgeText(found)}`,
    receptacles(found, survey),
    ...changesText(found),
  ]
  return `${heading}\n${indented(lines.join('\n'))}`
}

function identity({ modelName }: SurveyedMac, mac: NonNullable<SurveyedMac['mac']>): string[] {
  const model = said(mac.model, (id) => (modelName === null ? id : `${modelName}, ${id}`))
  const memory = said(mac.memoryBytes, gibibytes)
  const macos = said(mac.macos, ({ version, build }) => `macOS ${version} (${build})`)
  const up = said(mac.bootTime, (seconds) => `up since ${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`)
  return [
    [model, said(mac.chip), memory, `serial ${said(mac.serial)}`].join(' · '),
    [macos, `FileVault ${said(mac.fileVault)}`, up].join(' · '),
    `lab: ${said(mac.claim, (claim) => (claim === null ? 'none' : `${claim.lab}, since ${claim.since}`))}`,
    `other cluster tools: ${said(mac.foreign, (labels) => labels.join(', ') || 'none')}`,
  ]
}

function bridgeText({ network }: SurveyedMac): string {
  if (network === null) return 'unknown'
  return said(network.bridge, ({ service, stored, kernel }) => {
    const on = service === null ? 'no service' : `service "${service.name}" ${service.enabled ? 'on' : 'off'}`
    const members = (list: readonly string[] | null) => (list === null ? 'none' : list.join(' ') || 'empty')
    return `${on}; stored members: ${members(stored)}; members now: ${members(kernel)}`
  })
}

function receptacles({ name, mac, rdma }: SurveyedMac, survey: Survey): string {
  if (mac === null || isUnknown(mac.receptacles)) return `receptacles: ${said(mac?.receptacles ?? { unknown: '' })}`
  const verdicts = rdma === null || isUnknown(rdma.ports) ? [] : rdma.ports
  const rows = mac.receptacles.map((port) => {
    const verdict = verdicts.find(({ receptacle }) => receptacle === port.number)
    const rdmaCell = verdict === undefined ? 'unknown' : `${verdict.verdict}: ${verdict.reason}`
    return [`${port.number}`, port.interface ?? '-', speed(port), neighbour(name, port, survey.cables), rdmaCell]
  })
  return table([['receptacle', 'interface', 'speed', 'neighbour', 'RDMA'], ...rows])
}

function speed({ connected, speedGbps }: Receptacle): string {
  if (!connected) return '-'
  return speedGbps === null ? '?' : `${speedGbps} Gb/s`
}

function neighbour(mac: string, port: Receptacle, cables: readonly SurveyedCable[]): string {
  const here = (end: { mac: string; receptacle: number }) => end.mac === mac && end.receptacle === port.number
  const far = cables.find(({ ends }) => ends.some(here))?.ends.find((end) => !here(end))
  const way = port.peer === null || port.peer.through === 'direct' ? '' : ` through a ${port.peer.through}`
  if (far !== undefined) return `${far.mac}:${far.receptacle}${way}`
  if (port.peer !== null) return `another Mac (${port.peer.model ?? port.peer.name})${way}`
  return port.device ?? '-'
}

function changesText({ changes, settings, mac }: SurveyedMac): string[] {
  const claim = mac?.claim
  if (claim !== undefined && claim !== null && !isUnknown(claim)) {
    return [`settings, network and RDMA are the lab ${claim.lab}'s: \`pulumi preview\` there shows what differs`]
  }
  if (settings === null) return []
  if (changes.length === 0) return ['a lab would change nothing here']
  return ['a lab would change:', ...changes.map(({ what }) => `  ${what}`)]
}

function cablingText({ cables, loose }: Survey): string {
  const between = cables.map(({ ends: [a, b], gbps, through }) => {
    const rate = gbps === null ? 'speed unknown' : `${gbps} Gb/s`
    return `${a.mac}:${a.receptacle} <-> ${b.mac}:${b.receptacle}, ${rate}, ${through === 'direct' ? through : `through a ${through}`}`
  })
  const elsewhere = loose.map(({ plug, what }) => `${plug.mac}:${plug.receptacle} leads to ${what}`)
  return [...between, ...elsewhere].join('\n') || 'no Thunderbolt cable between these Macs'
}

function joiningText({ macs }: Survey): string {
  return macs
    .map(({ name, joining }) =>
      [`${name}: ${joining.can ? 'yes' : 'no'}`, ...joining.why.map((why) => `  ${why}`)].join('\n'),
    )
    .join('\n')
}

function handsText({ workOrders }: Survey): string {
  const sheet = workOrderSheet(workOrders)
  return sheet === '' ? '' : `Before such a lab is ready, a person would have to do this\n${indented(sheet.trimEnd())}`
}
