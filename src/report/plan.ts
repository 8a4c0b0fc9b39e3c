import type { DeploymentPlan, Plan, PlannedResource, RankFit, Rollout } from '../planner/plan.js'
import { findingsText } from './findings.js'
import { gibibytes, table } from './table.js'
import { limitLines, verdictText } from './wiring-verdict.js'

/** What the engine counts besides the resources of a plan: the stack, the lab, its provider and its summary. */
const FRAME = 4

/** What the planner computed from the lab alone, as text: resources in order, addresses, placement and fit. */
export function planText(plan: Plan): string {
  const parts = [
    `Lab ${plan.lab}: ${Object.keys(plan.connections).length} Macs, ${countText(plan)}`,
    table([['resource', 'kind', 'builds on'], ...plan.resources.map((r) => [r.name, r.kind, r.needs.join(', ')])]),
    `What each is given, defaults included\n${plan.resources.flatMap(given).join('\n')}`,
    rolloutText(plan.rollout),
    addresses(plan),
    plan.wiring.macs.length < 2 ? '' : wiringPart(plan.wiring),
    ...Object.entries(plan.deployments).map(([name, deployment]) => deploymentText(name, deployment, plan)),
    findingsText(plan.findings),
  ]
  return parts.filter((part) => part !== '').join('\n\n') + '\n'
}

function wiringPart(wiring: Plan['wiring']): string {
  return [verdictText(wiring), ...limitLines(wiring).map((line) => `  ${line}`)].join('\n')
}

function countText({ resources, commands }: Plan): string {
  const scripts = commands.length === 0 ? '' : `, ${commands.length} for commands`
  const all = resources.length + commands.length + FRAME
  return `${all} resources for \`pulumi up\`: ${resources.length} of these${scripts}, and stack, lab, provider and summary`
}

/** What is not in the plan because the lab has never been locked; empty when nothing is. */
export function unlockedText(missing: readonly string[], lockFile: string, lab: string): string {
  if (missing.length === 0) return ''
  const list = missing.map((what) => `  ${what}\n`).join('')
  return `\nThere is no lock file ${lockFile} yet. Missing here until \`macloom lock ${lab}\` has written it:\n${list}`
}

// Lists of ranks and files have tables or lock files of their own.
function given(resource: PlannedResource): string[] {
  const words = Object.entries(resource.inputs).flatMap(([key, value]) => {
    const plain = ['string', 'number', 'boolean'].includes(typeof value) && !String(value).includes('\n')
    return plain && key !== 'mac' ? [`${key} ${shown(key, value)}`] : []
  })
  const ports =
    resource.kind === 'Fabric'
      ? resource.inputs.ports.map((port) => `receptacle ${port.receptacle} ${port.address}`)
      : []
  const all = [...words, ...ports]
  return all.length === 0 ? [] : [`  ${resource.name}: ${all.join(', ')}`]
}

function shown(key: string, value: unknown): string {
  if (key.endsWith('Bytes')) return gibibytes(Number(value))
  const text = String(value)
  return text.length > 60 ? `${text.slice(0, 12)}…` : text
}

/** Who restarts when, what stops meanwhile, what goes on, and what has to be right before the next wave begins. */
function rolloutText(rollout: Rollout | null): string {
  if (rollout === null) return ''
  const { target, driver, signedBy, waves } = rollout
  const owner =
    signedBy === null ? 'nobody' : `${signedBy.user} (password: ${signedBy.passwordFrom} in the environment)`
  const or = (names: readonly string[]): string => (names.length === 0 ? '-' : names.join(', '))
  const rows = waves.map((wave, at) => [String(at + 1), wave.macs.join(', '), or(wave.pauses), or(wave.serves)])
  return [
    `macOS: ${target} by ${driver === 'auto' ? 'whoever may install it on each Mac (the preview says who and why)' : driver}`,
    `signed by ${owner}`,
    table([['wave', 'Macs', 'stops meanwhile', 'goes on serving'], ...rows]),
    'A wave begins when the Macs before it are verified: build, RDMA, ports, bridge layers, wired limit, and (with it',
    'Local Network) a token of each deployment that stands on them alone. A Mac that runs it already is not touched.',
  ].join('\n')
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
  const { reason, ranks } = deployment
  const heading = `Deployment ${name}: ${reason}\nserved at ${plan.endpoints[name] ?? '?'}`
  return `${heading}\n${table([['rank', 'Mac', 'weights', 'KV cache', 'prefill', 'reserve', 'ceiling', 'fits'], ...ranks.map(rankRow)])}`
}

function rankRow(rank: RankFit, index: number): string[] {
  const parts = [rank.weightsBytes, rank.kvBytes, rank.prefillBytes, rank.reserveBytes].map(gibibytes)
  const ceiling = rank.ceilingBytes === null ? 'unknown' : gibibytes(rank.ceilingBytes)
  return [String(index), rank.mac, ...parts, ceiling, rank.fits ? 'yes' : 'no']
}
