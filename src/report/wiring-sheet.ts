import type { Wire } from '../planner/wires.js'
import type { WiringVerdict } from '../planner/wiring.js'
import type { LinkEnd } from '../resources/thunderbolt-link/inputs.js'
import type { Finding, WorkOrder } from '../resources/words.js'

/**
 * `declared`: nobody looked. `unknown`: a Mac could not be looked at. `missing`: no cable. `wrong`: a plug is elsewhere, or
 * something is in between. `slow`: it is there and below the declared speed. `extra`: no link of the lab.
 */
export type CableState = 'declared' | 'ok' | 'wrong' | 'missing' | 'slow' | 'extra' | 'unknown'

/** One end as a person finds it. */
export interface SheetEnd {
  readonly mac: string
  /** null: Ethernet. */
  readonly receptacle: number | null
}

/** One row of the sheet: a declared link, or a cable that is there and no link of the lab. */
export interface SheetCable {
  /** `1`, `2`, … in the order of the lab file; `x1`, `x2`, … what is not declared. */
  readonly number: string
  /** Its name under `cables:` with what tells it from others: `blue (Apple, 1 m, C1)`. */
  readonly name: string | null
  readonly kind: Wire['kind']
  readonly ends: readonly [SheetEnd, SheetEnd]
  readonly state: CableState
  /** Why it is not `ok`, in a few words; empty where there is nothing to say. */
  readonly note: string
}

/** A receptacle with a plug that is not where the lab has it. */
export interface StrayPlug {
  readonly at: LinkEnd
  /** The other plug of its cable; null where that leads to no Mac that was looked at. */
  readonly far: LinkEnd | null
  /** What it leads to, where that is no Mac of the lab. */
  readonly what: string | null
  /** Where it belongs; null where the cable is one too many. */
  readonly to: LinkEnd | null
}

export interface SheetMac {
  readonly name: string
  readonly label: string | null
  readonly model: string | null
  readonly receptacles: readonly { readonly number: number; readonly position: string | null }[]
  readonly ethernet: boolean
  /** Why it could not be looked at; null when it was, or when nobody tried. */
  readonly unseen: string | null
}

/** Cables of one sort: how many the lab needs, how many are still to be got, and what one costs. */
export interface ShoppingLine {
  readonly what: string
  readonly needed: number
  /** null: nobody looked at what is there. */
  readonly missing: number | null
  /** `69.00 EUR`; null where the lab file has no price. */
  readonly price: string | null
}

/** Everything that a person holds while cabling. */
export interface WiringSheet {
  readonly lab: string
  /** null: only planned. */
  readonly looked: 'at the Macs' | 'at a bundle' | null
  readonly declared: WiringVerdict
  /** null where nobody looked. */
  readonly observed: WiringVerdict | null
  readonly macs: readonly SheetMac[]
  readonly cables: readonly SheetCable[]
  readonly strays: readonly StrayPlug[]
  readonly moves: readonly { readonly plug: LinkEnd; readonly to: LinkEnd | null }[]
  /** The lines to write under `links:` instead, where what is plugged in would serve as the declared links do; else none. */
  readonly instead: readonly string[]
  /** The moves and new cables as a person makes them. */
  readonly orders: readonly WorkOrder[]
  readonly shopping: readonly ShoppingLine[]
  /** Declared cables that no link names. */
  readonly spare: readonly string[]
  readonly findings: readonly Finding[]
}

/** `studio-1:2`, `studio-1:ethernet`. */
export function plugText({ mac, receptacle }: SheetEnd): string {
  return `${mac}:${receptacle ?? 'ethernet'}`
}
