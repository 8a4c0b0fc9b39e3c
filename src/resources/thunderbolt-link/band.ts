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
/**
 * Payloads of 49 to 52 Gb/s were reported of good links over RDMA: less than 70 % of what is expected is another cause.
 * TCP has no trustworthy figure over Thunderbolt 5; 16 to 40 Gb/s are planned with, and 13 to 16.4 were measured over
 * Thunderbolt 3 and 4 (facts/performance-reliability.md 4.2): a quarter.
 */
const LEAST_OF_PRIOR = { rdma: 0.7, tcp: 0.25 }
const AROUND_MEASURED = 0.15

/**
 * The band of a link that negotiated so many Gb/s. `measured` are earlier results of the same link in Gb/s
 * one way, of this cable or one before it: once there are any, their median stands in place of the prior.
 */
export function expectedBand(
  negotiatedGbps: number,
  measured: readonly number[] = [],
  way: keyof typeof LEAST_OF_PRIOR = 'rdma',
): Band {
  const ceiling = Math.min(negotiatedGbps, SYMMETRIC)
  const median = medianOf(measured)
  if (median === null) {
    const expected = ceiling * DATA_SHARE
    return { least: expected * LEAST_OF_PRIOR[way], expected, most: ceiling, from: 'prior' }
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
