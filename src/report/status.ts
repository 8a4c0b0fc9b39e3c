import type { Seen, WorkOrder, Finding, Ready } from '../resources/words.js'
import { findingsText } from './findings.js'
import type { MacFacts } from './facts.js'
import { receptacleTable } from './facts-text.js'
import { labState, refusedIn, toDo, type LabState, type LookedResource, type Said } from './lab-look.js'
import { headline, paragraphs, said as saidOf, section } from './lab-look-text.js'
import { said } from './said.js'
import { table } from './table.js'
import { workOrderSheet } from './work-orders.js'
import { isUnknown } from '../resources/words.js'

/** What of a Mac is true now and of no state: `up` compares none of it. */
export interface Moment {
  readonly upSince: Seen<string>
  /** Protection domains held on all devices since the boot, and how many each device has; null without RDMA. */
  readonly domains: Seen<{ readonly held: number; readonly ofEachDevice: number } | null>
}

export interface MacStatus extends Moment, Pick<MacFacts, 'macos' | 'rdma' | 'receptacles'> {}

export interface ResourceStatus {
  readonly name: string
  readonly kind: LookedResource['kind']
  readonly macs: readonly string[]
  readonly state: Ready['state']
  readonly reason: string
  /** How many changes `up` would carry out. */
  readonly differs: number
}

/** How a lab stands, on one screen. */
export interface Status {
  readonly lab: string
  readonly state: LabState
  readonly macs: Readonly<Record<string, MacStatus>>
  readonly resources: readonly ResourceStatus[]
  readonly refused: readonly Said[]
  readonly workOrders: readonly WorkOrder[]
  readonly findings: readonly Finding[]
}

export function statusOf(
  lab: { readonly lab: string; readonly labels: Readonly<Record<string, string>> },
  resources: readonly LookedResource[],
  macs: Readonly<Record<string, MacStatus>>,
): Status {
  return {
    lab: lab.lab,
    state: labState(resources),
    macs,
    resources: resources.map(({ name, kind, macs: on, outputs, changes }) => ({
      ...{ name, kind, macs: on, state: outputs.ready.state, reason: outputs.ready.reason, differs: changes.length },
    })),
    refused: refusedIn(resources),
    ...toDo(resources, lab.labels),
  }
}

/** The screen: each Mac with its ports, each resource with its state, then what waits for a person and what is wrong. */
export function statusText(status: Status): string {
  const rows = status.resources.map(({ name, kind, state, reason, differs }) => {
    const todo = differs === 0 ? [] : [`${differs} to repair`]
    return [name, kind, state, [...todo, ...(reason === '' ? [] : [reason])].join('; ')]
  })
  return paragraphs([
    headline(status.lab, status.state),
    ...Object.entries(status.macs).map(([name, mac]) => section(name, macText(mac))),
    table([['resource', 'kind', 'state', ''], ...rows]),
    section('`pulumi up` would refuse', saidOf(status.refused)),
    workOrderSheet(status.workOrders).trimEnd(),
    section('Findings, most dangerous first', findingsText(status.findings)),
  ])
}

/** In use or left by ranks that died: only a restart gives the latter back (facts 3.5). */
function ledger(domains: Moment['domains']): string[] {
  if (domains === null) return []
  if (isUnknown(domains)) return [`protection domains: ${said(domains)}`]
  const { held, ofEachDevice } = domains
  const few = held * 2 >= ofEachDevice ? '; restart when nothing serves' : ''
  return [`${held} protection domains held since boot, ${ofEachDevice} on each device${few}`]
}

function macText({ upSince, domains, macos, rdma, receptacles }: MacStatus): string {
  if (isUnknown(receptacles) && isUnknown(macos)) return said(receptacles)
  const now = [said(macos, ({ version, build }) => `macOS ${version} (${build})`), `up since ${said(upSince)}`]
  const ports = isUnknown(receptacles) ? `receptacles: ${said(receptacles)}` : receptacleTable(receptacles)
  return `${[...now, `RDMA ${said(rdma.status)}`, ...ledger(domains)].join(' · ')}\n${ports}`
}
