import type { Lab } from '../../lab/schema.js'
import type { PlannedLink } from '../../planner/links.js'
import type { ShoppingLine } from '../../report/wiring-sheet.js'
import { cableKey } from '../../resources/thunderbolt-link/cabling.js'
import type { Rewiring } from '../../resources/thunderbolt-link/moves.js'

const GENERATIONS = { tb5: 'Thunderbolt 5', tb4: 'Thunderbolt 4', tb3: 'Thunderbolt 3', usb4: 'USB4' } as const

/** The cables of a lab by length, make and price: how many it needs and, where somebody looked, how many are to be got. */
export function shoppingOf(lab: Lab, links: readonly PlannedLink[], rewiring: Rewiring | null): ShoppingLine[] {
  const lines = new Map<string, ShoppingLine>()
  for (const { ends, kind, cable } of links) {
    const { make, length, price, generation } = lab.cables[cable ?? ''] ?? {}
    const sort = `${GENERATIONS[generation ?? kind]} cable`
    const size = length === undefined ? 'length to be measured' : `${length} m`
    const what = [sort, ...(make === undefined ? [] : [make]), size].join(', ')
    const key = `${what} ${price ?? ''}`
    const before = lines.get(key) ?? { what, needed: 0, missing: rewiring === null ? null : 0, price: price ?? null }
    const lacks = rewiring?.cables.some((link) => cableKey(...link) === cableKey(...ends)) === true
    const missing = before.missing === null ? null : before.missing + Number(lacks)
    lines.set(key, { ...before, needed: before.needed + 1, missing })
  }
  return [...lines.values()].sort((a, b) => (a.what < b.what ? -1 : 1))
}

/** A cable as a person tells it from the others: `blue (Apple, 1 m, C1)`; null where the link names none. */
export function cableName({ cables }: Lab, name: string | null): string | null {
  if (name === null) return null
  const { make, length, serial } = cables[name] ?? {}
  const about = [make, length === undefined ? undefined : `${length} m`, serial].filter((word) => word !== undefined)
  return about.length === 0 ? name : `${name} (${about.join(', ')})`
}

/** Cables of the lab file that no link names. */
export function sparesOf(lab: Lab): string[] {
  const used = new Set(lab.links.map(({ cable }) => cable))
  return Object.keys(lab.cables).flatMap((name) => (used.has(name) ? [] : [cableName(lab, name) ?? name]))
}
