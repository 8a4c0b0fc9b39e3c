import { MAC_MODELS } from '../../lab/mac-models.js'
import type { Lab } from '../../lab/schema.js'
import { ethernetOf, linksOf, type PlannedLink } from '../../planner/links.js'
import { declaredWiring } from '../../planner/wires.js'
import { verdictOf } from '../../planner/wiring.js'
import type { SheetCable, SheetMac, StrayPlug, WiringSheet } from '../../report/wiring-sheet.js'
import { asPlugged, linkLine } from '../../resources/thunderbolt-link/as-plugged.js'
import { cableKey, cablingOf, sameEnd, type Cable, type Cabling } from '../../resources/thunderbolt-link/cabling.js'
import { leastMoves, type Rewiring } from '../../resources/thunderbolt-link/moves.js'
import { isUnknown, type Finding, type WorkOrder } from '../../resources/words.js'
import { cableState } from './cable-state.js'
import { observedWiring } from './observed.js'
import { receptaclesOf, type SeenMac } from './seen.js'
import { cableName, shoppingOf, sparesOf } from './shopping.js'

/** What a look at the Macs of a lab brought. */
export interface Looked {
  readonly where: 'at the Macs' | 'at a bundle'
  readonly macs: readonly SeenMac[]
  readonly orders: readonly WorkOrder[]
  readonly findings: readonly Finding[]
}

/** Everything that a person holds while cabling; without a look only what the lab file says. */
export function sheetOf(lab: Lab, looked: Looked | null): WiringSheet {
  const links = linksOf(lab)
  const wiring = declaredWiring(lab)
  const seen = looked?.macs ?? []
  const cabling = cablingOf(receptaclesOf(seen))
  const rewiring = looked === null ? null : leastMoves(links, cabling)
  const extra = rewiring === null ? [] : extraCables(links, cabling, rewiring)
  const used = [...links.flatMap(({ ends }) => ends), ...extra.flat()]
  return {
    lab: lab.lab,
    looked: looked?.where ?? null,
    declared: verdictOf(wiring),
    observed: looked === null ? null : verdictOf(observedWiring(seen, cabling, wiring)),
    macs: wiring.macs.map(({ name }) => macOf(lab, name, seen, used)),
    cables: [...declaredCables(lab, links, seen, cabling, rewiring), ...extra.map(extraRow)],
    strays: rewiring === null ? [] : straysOf(rewiring, cabling, [...links.map(({ ends }) => ends), ...extra]),
    moves: (rewiring?.moves ?? []).map(({ plug, to }) => ({ plug, to })),
    instead: looked === null ? [] : (asPlugged(links, cabling) ?? []).map(linkLine),
    orders: looked?.orders ?? [],
    shopping: shoppingOf(lab, links, rewiring),
    spare: sparesOf(lab),
    findings: looked?.findings ?? [],
  }
}

function declaredCables(
  lab: Lab,
  links: readonly PlannedLink[],
  seen: readonly SeenMac[],
  cabling: Cabling,
  rewiring: Rewiring | null,
): SheetCable[] {
  const over = ethernetOf(lab).map(({ macs, kind, cable }) => {
    const [a, b] = macs.map((mac) => ({ mac, receptacle: null }))
    return {
      name: cableName(lab, cable),
      kind,
      ends: [a, b] as SheetCable['ends'],
      state: 'declared' as const,
      note: '',
    }
  })
  const rows = links.map(({ ends, kind, cable, ...link }) => {
    const found = rewiring === null ? null : cableState({ ends, ...link }, seen, cabling, rewiring)
    return { name: cableName(lab, cable), kind, ends, ...(found ?? { state: 'declared' as const, note: '' }) }
  })
  return [...rows, ...over].map((row, index) => ({ number: `${index + 1}`, ...row }))
}

/** Cables that are there and become no declared link. */
function extraCables(links: readonly PlannedLink[], { cables }: Cabling, { moves }: Rewiring): Cable[] {
  const declared = new Set(links.map(({ ends }) => cableKey(...ends)))
  const moved = moves.filter(({ to }) => to !== null).map(({ plug }) => plug)
  return cables.filter(
    (cable) => !declared.has(cableKey(...cable)) && !cable.some((end) => moved.some((plug) => sameEnd(plug, end))),
  )
}

function extraRow(ends: Cable, index: number): SheetCable {
  return { number: `x${index + 1}`, name: null, kind: 'tb5', ends, state: 'extra', note: 'no link of the lab' }
}

/** Plugs that hands have to move, but for those of cables that have a row of their own. */
function straysOf({ moves }: Rewiring, { loose }: Cabling, rows: readonly Cable[]): StrayPlug[] {
  const own = new Set(rows.map((cable) => cableKey(...cable)))
  return moves
    .filter(({ plug, far }) => far === null || !own.has(cableKey(plug, far)))
    .map(({ plug, to, far }) => {
      const what = loose.find((one) => sameEnd(one.plug, plug))?.what ?? null
      return { at: plug, far, what, to }
    })
}

function macOf(lab: Lab, name: string, seen: readonly SeenMac[], used: readonly Cable[number][]): SheetMac {
  const found = seen.find((one) => one.name === name)
  const id = found?.model ?? lab.macs[name]?.model
  const model = MAC_MODELS[id ?? '']
  const ports = found === undefined || isUnknown(found.receptacles) ? [] : found.receptacles.map(({ number }) => number)
  const counted = Array.from({ length: model?.receptacles ?? 0 }, (_, index) => index + 1)
  const own = used.filter(({ mac }) => mac === name).map(({ receptacle }) => receptacle)
  const numbers = [...new Set([...counted, ...ports, ...own])].sort((a, b) => a - b)
  return {
    name,
    label: lab.macs[name]?.label ?? null,
    model: model?.name ?? id ?? null,
    receptacles: numbers.map((number) => ({ number, position: model?.positions[number] ?? null })),
    ethernet: ethernetOf(lab).some(({ macs }) => macs.includes(name)),
    unseen: found?.unseen ?? null,
  }
}
