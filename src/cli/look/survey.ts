import { MAC_MODELS } from '../../lab/mac-models.js'
import { plan } from '../../planner/plan-lab.js'
import { byDanger } from '../../report/findings.js'
import { bridgeLoop } from '../../report/bridge-loop.js'
import { mixedBuilds } from '../../resources/os-release/builds.js'
import type { Survey, SurveyedCable, SurveyedMac } from '../../report/survey.js'
import type { Readers } from '../../resources/kind.js'
import { cablingOf, type Cabling, type Receptacles } from '../../resources/thunderbolt-link/cabling.js'
import { verdictsAcross } from '../../resources/rdma/across.js'
import { sightOf } from '../../resources/thunderbolt-link/sight.js'
import { thunderboltLink } from '../../resources/thunderbolt-link/thunderbolt-link.js'
import { isUnknown } from '../../resources/words.js'
import { asIfLab, type Found } from './as-if.js'
import { bridgedCables } from './bridged.js'
import { joiningOf } from './joining.js'
import { unlessOwned } from './owned.js'
import type { Pins } from './pin.js'
import type { LookTarget } from './targets.js'
import { visitMac, type MacVisit } from './visit-mac.js'
import { visit } from './visit.js'

/** A Mac to look at, by the host key it must show. */
export type PinnedTarget = LookTarget & Pins

/**
 * Looks at Macs without a lab: first each by itself, then all as the lab that one would declare of what was found, so
 * that every judgement is that of the kinds. Holds readers only.
 */
export async function surveyOf(targets: readonly PinnedTarget[], macs: Readers): Promise<Survey> {
  const first = await Promise.all(targets.map(({ name }) => visitMac(macs, name, [])))
  const found = foundOf(targets, first)
  const seen = { macs: Object.fromEntries(found.map(({ name, mac }) => [name, mac.receptacles])) }
  const cabling = cablingOf(seen)
  const { resources } = plan(asIfLab(found, cabling), null)
  const links = resources.flatMap((one) => (one.kind === 'ThunderboltLink' ? [{ ...one.inputs, needs: [] }] : []))
  const [alone, cables] = await Promise.all([
    Promise.all(targets.map(async ({ name }) => unlessOwned(await visitMac(macs, name, resources)))),
    Promise.all(links.map((inputs) => visit(thunderboltLink, macs, inputs))),
  ])
  const visits = together(targets, alone)
  // The network's own findings are about ports that a lab leaves alone: here no lab has left anything yet.
  const all = [...visits.flatMap(({ mac, settings, rdma }) => [mac, settings, rdma]), ...cables]
  return {
    macs: targets.flatMap((target, index) => surveyed(target, visits[index], cabling)),
    cables: cabling.cables.map((ends) => cableOf(ends, seen)),
    loose: cabling.loose,
    findings: byDanger([
      ...all.flatMap(({ findings }) => findings),
      ...mixedBuilds(buildsOf(found)),
      ...bridgeLoop(bridgedCables(targets, visits, cabling)),
    ]),
    workOrders: all.flatMap(({ workOrders }) => workOrders),
  }
}

/** The same visits with RDMA judged at both ends of each cable. */
function together(targets: readonly PinnedTarget[], visits: readonly MacVisit[]): MacVisit[] {
  const seen = targets.flatMap(({ name }, index) => {
    const { mac, rdma } = visits[index] ?? {}
    if (mac?.observed == null || rdma?.observed == null) return []
    return [[name, { receptacles: mac.observed.receptacles, ports: rdma.observed.ports }] as const]
  })
  const verdicts = verdictsAcross(Object.fromEntries(seen))
  return visits.map((one, index) => {
    const ports = verdicts[targets[index]?.name ?? '']
    if (one.rdma.observed === null || ports === undefined) return one
    return { ...one, rdma: { ...one.rdma, observed: { ...one.rdma.observed, ports } } }
  })
}

function foundOf(targets: readonly PinnedTarget[], visits: readonly MacVisit[]): Found[] {
  return targets.flatMap((target, index) => {
    const { mac, rdma } = visits[index] ?? {}
    const fast = rdma?.observed?.supported === true
    return mac?.observed == null ? [] : [{ ...target, mac: mac.observed, fast }]
  })
}

function surveyed({ name, typed }: PinnedTarget, visited: MacVisit | undefined, { cables }: Cabling): SurveyedMac[] {
  if (visited === undefined) return []
  const { mac, settings, network, rdma } = visited
  const model = mac.observed?.model
  const cabled = cables.some(([a, b]) => a.mac !== b.mac && (a.mac === name || b.mac === name))
  return [
    {
      ...{ name, typed },
      unseen: mac.observed === null ? (mac.refusals[0] ?? 'it did not answer') : null,
      modelName: typeof model === 'string' ? (MAC_MODELS[model]?.name ?? null) : null,
      ...{ mac: mac.observed, settings: settings.observed, network: network.observed, rdma: rdma.observed },
      changes: [...settings.changes, ...network.changes],
      joining: joiningOf(visited, cabled),
    },
  ]
}

function cableOf(ends: Cabling['cables'][number], observed: Receptacles): SurveyedCable {
  const [a, b] = ends
  const sight = sightOf({ ends: [a, b] }, observed)
  if (sight.is !== 'linked') return { ends, gbps: null, through: 'hub' }
  return { ends, gbps: sight.gbps, through: sight.through }
}

function buildsOf(found: readonly Found[]): Record<string, string> {
  return Object.fromEntries(
    found.flatMap(({ name, mac: { macos } }) => (isUnknown(macos) ? [] : [[name, macos.build]])),
  )
}
