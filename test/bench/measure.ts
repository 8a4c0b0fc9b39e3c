import { cpus, loadavg, release, totalmem } from 'node:os'

/** One figure: a median over its samples, and what the project promises where it does. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly samples?: readonly number[]
  /** The most it may be. */
  readonly expected?: number
  readonly note?: string
}

/** How much is measured: all of it, or a quick look whether the bench itself works. */
export interface Extent {
  readonly repeats: number
  readonly counts: readonly number[]
}

export function figure(what: string, unit: string, samples: readonly number[], expected?: number): Figure {
  const value = Math.round(median(samples) * 100) / 100
  const rounded = samples.map((sample) => Math.round(sample * 100) / 100)
  return { what, value, unit, samples: rounded, ...(expected === undefined ? {} : { expected }) }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  if (low === undefined || high === undefined) throw new Error('no samples')
  return (low + high) / 2
}

/** Milliseconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** One sample after the other, never two at once. */
export async function samplesOf<T>(times: number, take: () => Promise<T>): Promise<T[]> {
  const samples: T[] = []
  for (let at = 0; at < times; at += 1) samples.push(await take())
  return samples
}

/** CPU time of this process so far, in milliseconds. */
export function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** What a reader must know to compare figures. */
export function machine(): Record<string, unknown> {
  const [first] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  return { cpus: cpus().length, cpu: first?.model ?? '', memory, node: process.version, system: release() }
}

/** Load of the last minute: above the number of CPUs the figures tell more about the neighbours than about us. */
export function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10
}
