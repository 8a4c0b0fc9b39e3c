const GIB = 2 ** 30
const MIB = 2 ** 20

/**
 * Memory that Metal recommends as the most (recommendedMaxWorkingSetSize), by installed memory, as users reported it on
 * macOS 15 and 26 in llmfit#754, ds4#893 and public logs. The lower of two reports counts.
 */
const RECOMMENDED: readonly (readonly [installedGib: number, limitGib: number])[] = [
  [512, 464],
  [256, 208],
  [128, 107.52],
  [64, 51.84],
  [48, 37.44],
  [16, 10.67],
]

/** MLX warns above nine tenths of the limit; what a deployment needs must stay below. */
const SHARE = 0.9

/** What macOS lets the GPU hold without changes; between two known sizes the share of the smaller one counts. */
export function recommendedBytes(memoryBytes: number): number {
  const installed = memoryBytes / GIB
  const known = RECOMMENDED.find(([gib]) => installed >= gib) ?? ([16, 10.67] as const)
  return Math.floor(((installed * known[1]) / known[0]) * GIB)
}

/** `wiredLimit: auto`: all memory but 8 GB or 5 % for macOS, in MiB; null where the rule of macOS gives more. */
export function automaticWiredLimit(memoryBytes: number): number | null {
  const limit = memoryBytes - macosReserve(memoryBytes)
  return limit > recommendedBytes(memoryBytes) ? Math.floor(limit / MIB) : null
}

/** What has to stay for macOS itself when the limit is raised. */
export function macosReserve(memoryBytes: number): number {
  return Math.max(8 * GIB, Math.ceil(memoryBytes * 0.05))
}

/** The most that all ranks of a Mac may need together; null when neither its memory nor its limit is known. */
export function ceilingBytes(memoryBytes: number | undefined, wiredLimitMb: number | undefined): number | null {
  if (wiredLimitMb !== undefined && wiredLimitMb > 0) return Math.floor(wiredLimitMb * MIB * SHARE)
  return memoryBytes === undefined ? null : Math.floor(recommendedBytes(memoryBytes) * SHARE)
}
