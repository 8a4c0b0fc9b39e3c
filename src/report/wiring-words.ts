import type { CableState, SheetEnd, ShoppingLine, WiringSheet } from './wiring-sheet.js'

/** A state as it is printed: told by its word, never by a colour. */
export const stateWords: Readonly<Record<CableState, string>> = {
  declared: 'to plug',
  ok: 'ok',
  wrong: 'WRONG',
  missing: 'MISSING',
  slow: 'SLOW',
  extra: 'EXTRA',
  unknown: 'not seen',
}

/** Where a person finds an end on its Mac; null where nobody wrote that down. */
export function positionOf({ mac, receptacle }: SheetEnd, { macs }: Pick<WiringSheet, 'macs'>): string | null {
  if (receptacle === null) return 'Ethernet'
  const found = macs.find(({ name }) => name === mac)?.receptacles.find(({ number }) => number === receptacle)
  return found?.position ?? null
}

/** What the cables that are to be bought cost together, by currency; those without a price are said. */
export function totalText(shopping: readonly ShoppingLine[]): string {
  const sums = new Map<string, number>()
  let unpriced = 0
  for (const { needed, missing, price } of shopping) {
    const count = missing ?? needed
    const [amount, currency] = price?.split(' ') ?? []
    if (amount === undefined || currency === undefined) unpriced += count
    else sums.set(currency, (sums.get(currency) ?? 0) + count * Number.parseFloat(amount))
  }
  const prices = [...sums].map(([currency, sum]) => `${sum.toFixed(2)} ${currency}`)
  if (prices.length === 0 || [...sums.values()].every((sum) => sum === 0)) return ''
  return `together ${prices.join(' and ')}${unpriced === 0 ? '' : `, and ${unpriced} without a price`}`
}

/** Cables that are there for the next time. */
export function spareText(spare: readonly string[]): string {
  return spare.length === 0 ? '' : `in no link, so there to be used: ${spare.join('; ')}`
}
