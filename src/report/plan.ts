import type { DeploymentPlan, Plan, RankFit } from '../planner/plan.js'
import { findingsText } from './findings.js'
import { gibibytes, table } from './table.js'

/** What the planner computed from the lab alone, as text: resources in order, addresses, placement and fit. */
export function planText(plan: Plan): string {
  const parts = [
    `Lab ${plan.lab}: ${Object.keys(plan.connections).length} Macs, ${plan.resources.length} resources`,
    table([['resource', 'kind', 'builds on'], ...plan.resources.map((r) => [r.name, r.kind, r.needs.join(', ')])]),
    addresses(plan),
    ...Object.entries(plan.deployments).map(([name, deployment]) => deploymentText(name, deployment, plan)),
    findingsText(plan.findings),
  ]
  return parts.filter((part) => part !== '').join('\n\n') + '\n'
}

function addresses(plan: Plan): string {
  const rows = plan.resources.flatMap((resource) =>
    resource.kind === 'Fabric'
      ? resource.inputs.ports.map((port) => [`${resource.inputs.mac}:${port.receptacle}`, port.address, port.netmask])
      : [],
  )
  return rows.length === 0 ? '' : table([['receptacle', 'address', 'netmask'], ...rows])
}

function deploymentText(name: string, deployment: DeploymentPlan, plan: Plan): string {
  const { strategy, backend, reason, ranks } = deployment
  const heading = `Deployment ${name}: ${strategy} over ${backend}, ${reason}\nserved at ${plan.endpoints[name] ?? '?'}`
  return `${heading}\n${table([['rank', 'Mac', 'weights', 'KV cache', 'prefill', 'reserve', 'ceiling', 'fits'], ...ranks.map(rankRow)])}`
}

function rankRow(rank: RankFit, index: number): string[] {
  const parts = [rank.weightsBytes, rank.kvBytes, rank.prefillBytes, rank.reserveBytes].map(gibibytes)
  const ceiling = rank.ceilingBytes === null ? 'unknown' : gibibytes(rank.ceilingBytes)
  return [String(index), rank.mac, ...parts, ceiling, rank.fits ? 'yes' : 'no']
}
