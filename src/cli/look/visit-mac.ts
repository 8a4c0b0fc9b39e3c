import type { PlannedResource } from '../../planner/plan.js'
import { fabric } from '../../resources/fabric/fabric.js'
import type { FabricObserved } from '../../resources/fabric/outputs.js'
import type { Readers } from '../../resources/kind.js'
import { mac } from '../../resources/mac/mac.js'
import type { MacObserved } from '../../resources/mac/outputs.js'
import { osSettings } from '../../resources/os-settings/os-settings.js'
import type { OsSettingsObserved } from '../../resources/os-settings/outputs.js'
import type { RdmaObserved } from '../../resources/rdma/outputs.js'
import { rdma } from '../../resources/rdma/rdma.js'
import { visit, type Visit } from './visit.js'

/** What every kind that lives on one Mac says about it. */
export interface MacVisit {
  readonly mac: Visit<MacObserved>
  readonly settings: Visit<OsSettingsObserved>
  readonly network: Visit<FabricObserved>
  readonly rdma: Visit<RdmaObserved>
}

/** Visits one Mac with the inputs that the plan has for it; answers of earlier questions are shared. */
export async function visitMac(macs: Readers, name: string, resources: readonly PlannedResource[]): Promise<MacVisit> {
  const planned = <K extends PlannedResource['kind']>(kind: K) =>
    resources.find((one): one is Extract<PlannedResource, { kind: K }> => one.kind === kind && isOf(one, name))?.inputs
  const [theMac, settings, network, remote] = await Promise.all([
    visit(mac, macs, mac.inputs.parse({ lab: '', mac: name, ...planned('Mac') })),
    visit(osSettings, macs, { needs: [], mac: name, ...planned('OsSettings') }),
    visit(fabric, macs, { needs: [], mac: name, ports: [], ...planned('Fabric') }),
    visitRdma(macs, name),
  ])
  return { mac: theMac, settings, network, rdma: remote }
}

// On hardware that cannot do RDMA nobody would declare it: that is a fact to show and nothing to complain of.
async function visitRdma(macs: Readers, name: string): Promise<Visit<RdmaObserved>> {
  const enabled = await visit(rdma, macs, { needs: [], mac: name, receptacles: [], enabled: true })
  if (enabled.observed?.supported !== false) return enabled
  return { ...enabled, findings: [], workOrders: [] }
}

function isOf({ inputs }: PlannedResource, name: string): boolean {
  return 'mac' in inputs && inputs.mac === name
}
