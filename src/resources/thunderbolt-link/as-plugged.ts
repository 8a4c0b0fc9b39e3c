import { cableKey, type Cable, type Cabling, type Condition } from './cabling.js'
import type { DeclaredLink } from './moves.js'

/**
 * The links to declare instead of moving plugs: those that are plugged in now, where they serve as the declared ones do.
 * Every pair of Macs needs as many direct cables as are declared for it, each as fast. Null where they would not serve,
 * where not every Mac could be read, and where what is plugged in is what is declared.
 */
export function asPlugged(declared: readonly DeclaredLink[], cabling: Cabling): DeclaredLink[] | null {
  const found = cabling.cables.map((ends) => ({ ends, ...conditionAt(cabling, ends) }))
  const odd = found.some(({ ends: [a, b], through }) => a.mac === b.mac || through !== 'direct')
  if ((cabling.blind ?? []).length > 0 || odd) return null
  const links = found.map(({ ends, gbps }): DeclaredLink => ({ ends, minimumGbps: Math.min(80, gbps ?? 80) }))
  const serves = [...new Set(declared.map(({ ends }) => pairOf(ends)))].every((pair) =>
    fastEnough(ofPair(links, pair), ofPair(declared, pair)),
  )
  const keys = (all: readonly DeclaredLink[]) =>
    all
      .map(({ ends }) => cableKey(...ends))
      .sort()
      .join()
  return serves && keys(links) !== keys(declared) ? links : null
}

function conditionAt({ conditions }: Cabling, ends: Cable): Pick<Condition, 'gbps' | 'through'> {
  return conditions?.get(cableKey(...ends)) ?? { gbps: 80, through: 'direct' }
}

/** The two Macs of a cable, whichever way round it is written. */
export function pairOf([a, b]: Cable): string {
  return [a.mac, b.mac].sort().join(' ')
}

function ofPair(links: readonly DeclaredLink[], pair: string): number[] {
  return links
    .filter(({ ends }) => pairOf(ends) === pair)
    .map(({ minimumGbps }) => minimumGbps)
    .sort((a, b) => b - a)
}

function fastEnough(there: readonly number[], wanted: readonly number[]): boolean {
  return wanted.every((gbps, index) => (there[index] ?? 0) >= gbps)
}

/** A link as a line of the lab file says it. */
export function linkLine({ ends, minimumGbps }: DeclaredLink): string {
  const key = cableKey(...ends)
  if (minimumGbps >= 80) return key
  return `{ between: [${key.replace(' <-> ', ', ')}], minimumGbps: ${minimumGbps} }`
}
