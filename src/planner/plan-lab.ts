import type { Lock } from '../lab/lock-schema.js'
import type { Lab } from '../lab/schema.js'
import { plannedCommands } from './commands.js'
import { connectionsOf } from './connections.js'
import { deploymentResource, endpointOf, placeDeployment, type Ground, type PlacedDeployment } from './deployments.js'
import { planFindings } from './findings.js'
import { fitOf, tooLarge, type Placement } from './fit.js'
import { ethernetOf, linksOf, type PlannedLink } from './links.js'
import { macResources } from './mac-resources.js'
import { measurementResources } from './measurement.js'
import { fileResources, mlxResources, staleLock } from './model-resources.js'
import { fabricName, sharedNames } from './names.js'
import type { DeploymentPlan, Plan, PlannedResource } from './plan.js'
import { inFile, poolsOf, withReplicas } from './pools.js'
import { allocateSubnets, inSubnet } from './subnets.js'
import { PlanError, type PlanTrouble } from './trouble.js'
import { inOrder } from './in-order.js'
import { members } from './members.js'
import { rolloutOf } from './rollout.js'
import { declaredWiring } from './wires.js'
import { verdictOf } from './wiring.js'

/**
 * Everything that follows from a lab and its lock file, without touching a Mac. Throws a PlanError with all that cannot
 * be planned. Adding Macs or links changes nothing about those that are there.
 */
export function plan(lab: Lab, lock: Lock | null): Plan {
  const { made, troubles } = computed(lab, lock)
  refuse([...staleLock(lab, lock), ...troubles])
  return made
}

/** What of the plan follows without a lock file: no MLX, no files, no deployments. Throws a PlanError like `plan`. */
export function planWithoutLock(lab: Lab): Plan {
  const { made, troubles } = computed(lab, null)
  refuse(troubles)
  return made
}

function computed(file: Lab, lock: Lock | null): { readonly made: Plan; readonly troubles: readonly PlanTrouble[] } {
  const lab = withReplicas(file)
  const links = linksOf(lab)
  const subnets = linkSubnets(lab, lock)
  const ground: Ground = { lab, lock, links, ethernet: ethernetOf(lab), subnets }
  const results = Object.keys(lab.deployments).map((name) => placeDeployment(ground, name))
  const placed = results.filter((result): result is PlacedDeployment => !Array.isArray(result))
  const placements = placed.map(({ name, strategy, model }): Placement => ({
    name,
    strategy,
    geometry: model.geometry,
  }))
  const fits = fitOf(lab, placements)
  const resources = resourcesOf(ground, placed)
  const troubles = [
    ...managementPath(lab),
    ...results.flatMap((result) => (Array.isArray(result) ? result : [])),
    ...tooLarge(lab, placements, fits),
    ...sharedNames(resources),
  ]
  const made = {
    lab: lab.lab,
    connections: connectionsOf(lab),
    gone: lab.gone,
    optional: members(lab).filter((mac) => lab.macs[mac]?.optional === true),
    labels: labelsOf(lab),
    resources,
    commands: plannedCommands(lab, resources),
    deployments: deploymentPlans(placed, fits),
    pools: poolsOf(file),
    endpoints: Object.fromEntries(placed.map(({ name }) => [name, endpointOf(lab, name)])),
    subnets,
    wiring: verdictOf(declaredWiring(lab)),
    findings: planFindings(ground, placed),
    rollout: rolloutOf(lab),
  }
  return { made, troubles: troubles.map((trouble) => inFile(file, trouble)) }
}

function deploymentPlans(placed: readonly PlacedDeployment[], fits: ReturnType<typeof fitOf>) {
  return Object.fromEntries(
    placed.map(({ name, strategy, backend, reason }): [string, DeploymentPlan] => [
      name,
      { strategy, backend, reason, ranks: fits.get(name) ?? [] },
    ]),
  )
}

function labelsOf({ macs }: Lab): Record<string, string> {
  return Object.fromEntries(
    Object.entries(macs).flatMap(([mac, { label }]) => (label === undefined ? [] : [[mac, label]])),
  )
}

/** The subnet of each link by its key, for the lock file; needs no manifest and no runtime. */
export function linkSubnets(lab: Lab, lock: Lock | null): Record<string, string> {
  return allocateSubnets(linksOf(lab), lab.fabric.subnet, lock?.subnets ?? {})
}

function resourcesOf(ground: Ground, placed: readonly PlacedDeployment[]): PlannedResource[] {
  const { lab, lock, links, subnets } = ground
  const macs = members(lab)
  return inOrder([
    ...macs.flatMap((mac) => macResources(lab, mac, links, subnets)),
    ...links.map((link) => linkResource(link, links, labelsOf(lab))),
    ...mlxResources(lab, lock, macs),
    ...fileResources(lab, lock, macs),
    ...measurementResources(ground),
    ...placed.flatMap((deployment) => deploymentResource(ground, deployment)),
  ])
}

function linkResource(
  { name, ends, minimumGbps, cable }: PlannedLink,
  all: readonly PlannedLink[],
  labels: Record<string, string>,
): PlannedResource {
  const needs = ends.map(({ mac }) => fabricName(mac))
  const [first, second] = ends
  const declared = all.map((link): [PlannedLink['ends'][0], PlannedLink['ends'][1]] => [link.ends[0], link.ends[1]])
  const minimums = Object.fromEntries(all.map((link) => [link.key, link.minimumGbps]))
  const known = { minimumGbps, declared, minimums, labels, ...(cable !== null && { cable }) }
  return { kind: 'ThunderboltLink', name, needs, inputs: { ends: [first, second], ...known } }
}

/** A Mac that is reached inside the fabric's subnet would lose its address while the fabric is being set up. */
function managementPath(lab: Lab): PlanTrouble[] {
  const { macs, fabric } = lab
  if (linksOf(lab).length === 0) return []
  return Object.entries(macs).flatMap(([name, mac]) =>
    (['address', 'ethernet'] as const).flatMap((key) => {
      const address = mac[key]
      if (address === undefined || !inSubnet(address, fabric.subnet)) return []
      const message = `${address} lies in fabric.subnet ${fabric.subnet}; reach the Mac by another address or take another subnet`
      return [{ path: ['macs', name, key], message }]
    }),
  )
}

function refuse(troubles: readonly PlanTrouble[]): void {
  if (troubles.length > 0) throw new PlanError(troubles)
}
