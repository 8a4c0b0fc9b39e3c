import type { Geometry } from '../lab/lock-schema.js'
import type { Lab } from '../lab/schema.js'
import { needOf, totalOf, type Split } from './need.js'
import type { RankFit } from './plan.js'
import type { PlanTrouble } from './trouble.js'
import { ceilingOf } from './wired-limit.js'

/** What is known of a deployment when its memory is counted. */
export interface Placement {
  readonly name: string
  readonly geometry: Geometry
  readonly strategy: 'tensor' | 'pipeline'
}

/** Memory of every rank of every deployment; a Mac with several deployments has to hold them together. */
export function fitOf(lab: Lab, placements: readonly Placement[]): Map<string, RankFit[]> {
  const ranks = placements.map((placement) => ({ placement, needs: needsOf(lab, placement) }))
  const onMac = (mac: string): number =>
    ranks
      .flatMap(({ needs }) => needs.filter((need) => need.mac === mac))
      .reduce((sum, { need }) => sum + totalOf(need), 0)
  return new Map(
    ranks.map(({ placement, needs }) => [
      placement.name,
      needs.map(({ mac, need }) => {
        const ceiling = ceilingOf(lab, mac)
        return { mac, ...need, ceilingBytes: ceiling, fits: ceiling === null || onMac(mac) <= ceiling }
      }),
    ]),
  )
}

function needsOf(lab: Lab, { name, geometry, strategy }: Placement) {
  const { macs = [], context = 0 } = lab.deployments[name] ?? {}
  return macs.map((mac, rank) => ({ mac, need: needOf(geometry, { strategy, ranks: macs.length, rank, context }) }))
}

/** One sentence with the arithmetic and the ways out for every deployment that does not fit. */
export function tooLarge(lab: Lab, placements: readonly Placement[], fits: Map<string, RankFit[]>): PlanTrouble[] {
  return placements.flatMap((placement) => {
    const failing = (fits.get(placement.name) ?? []).find(({ fits: ok }) => !ok)
    if (failing === undefined) return []
    const message = `does not fit: ${arithmetic(failing, sharers(lab, placement.name, failing.mac))}; ${waysOut(lab, placement, failing)}`
    return [{ path: ['deployments', placement.name], message }]
  })
}

function arithmetic(rank: RankFit, others: readonly string[]): string {
  const { weightsBytes, kvBytes, prefillBytes, reserveBytes, ceilingBytes } = rank
  const shared = others.length === 0 ? '' : `, beside ${others.join(', ')} on the same Mac`
  return (
    `${rank.mac} needs ${gb(weightsBytes)} weights + ${gb(kvBytes)} cache + ${gb(prefillBytes)} prefill + ` +
    `${gb(reserveBytes)} reserve = ${gb(totalOf(rank))} GB${shared}, and may use ${gb(ceilingBytes ?? 0)} GB`
  )
}

function sharers({ deployments }: Lab, name: string, mac: string): string[] {
  return Object.entries(deployments).flatMap(([other, { macs }]) =>
    other !== name && macs.includes(mac) ? [other] : [],
  )
}

function waysOut(lab: Lab, placement: Placement, rank: RankFit): string {
  const { macs = [], context = 0 } = lab.deployments[placement.name] ?? {}
  const ceiling = rank.ceilingBytes ?? 0
  const holds = (split: Partial<Split>): boolean => {
    const full = { strategy: placement.strategy, ranks: macs.length, rank: 0, context, ...split }
    return totalOf(needOf(placement.geometry, full)) <= ceiling
  }
  const shorter = [65536, 32768, 16384, 8192, 4096, 2048].find(
    (tokens) => tokens < context && holds({ context: tokens }),
  )
  const more = [2, 3, 4, 5, 6, 7, 8].find((ranks) => ranks > macs.length && holds({ ranks }))
  const ways = [
    ...(shorter === undefined ? [] : [`context: ${shorter} would fit`]),
    ...(more === undefined ? [] : [`${more} such Macs would hold it if the model divides by ${more}`]),
    ...(lab.settings.wiredLimit === 'auto' ? [] : ['wiredLimit: auto gives it more memory']),
    'take a smaller quantization of the model',
  ]
  return ways.join(', or ')
}

function gb(bytes: number): string {
  return (bytes / 1e9).toFixed(1)
}
