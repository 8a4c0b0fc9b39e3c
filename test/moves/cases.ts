import { mistakes, type Mistaken } from './mistakes.js'
import { asDeclared, type Wiring } from './plugged.js'
import { canonical, symmetriesOf } from './symmetry.js'

export interface Case extends Mistaken {
  readonly wiring: Wiring
}

/** Every single and every double mistake on a wiring, one of each sort that differs by more than names. */
export function casesOf(wiring: Wiring): { readonly single: readonly Case[]; readonly double: readonly Case[] } {
  const symmetries = symmetriesOf(wiring)
  const seen = new Set([canonical(asDeclared(wiring), symmetries)])
  const fresh = ({ plugged }: Mistaken) => {
    const text = canonical(plugged, symmetries)
    return seen.has(text) ? false : seen.add(text) !== undefined
  }
  const single = mistakes(wiring, asDeclared(wiring)).filter(fresh)
  const double = single.flatMap(({ what, plugged }) =>
    mistakes(wiring, plugged)
      .filter(fresh)
      .map((second) => ({ ...second, what: `${what} + ${second.what}` })),
  )
  const of = (each: Mistaken): Case => ({ ...each, wiring })
  return { single: single.map(of), double: double.map(of) }
}
