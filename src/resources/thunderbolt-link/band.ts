/** What a link should carry one way, in Gb/s of data. */
export interface Band {
  /** Below it something is wrong with the link. */
  readonly least: number
  readonly expected: number
  /** Above it the measurement is wrong, not the link good. */
  readonly most: number
  readonly from: 'prior' | 'measured'
}

// 120 Gb/s is a boost in one direction for displays; data between Macs goes 80 Gb/s both ways at best.
const SYMMETRIC = 80
/** 64 of 80 Gb/s is data, as four lanes of PCIe 4 have it. A prior, no ceiling: 75 was measured (facts/mlx.md 6.2). */
const DATA_SHARE = 64 / 80
/** Payloads of 49 to 52 Gb/s were reported of good links: less than 70 % of what is expected is another cause. */
const LEAST_OF_PRIOR = 0.7
const AROUND_MEASURED = 0.15

/**
 * The band of a link that negotiated so many Gb/s. `measured` are earlier results of the same cable (`cableIdentity`) in
 * Gb/s one way: once there are any, their median stands in place of the prior.
 */
export function expectedBand(negotiatedGbps: number, measured: readonly number[] = []): Band {
  const ceiling = Math.min(negotiatedGbps, SYMMETRIC)
  const median = medianOf(measured)
  if (median === null) {
    const expected = ceiling * DATA_SHARE
    return { least: expected * LEAST_OF_PRIOR, expected, most: ceiling, from: 'prior' }
  }
  return {
    least: median * (1 - AROUND_MEASURED),
    expected: median,
    most: Math.max(median, Math.min(ceiling, median * (1 + AROUND_MEASURED))),
    from: 'measured',
  }
}

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
