import { MacTrouble } from '../../command/errors.js'
import { isUnknown, type Change } from '../words.js'
import type { OsSettingsInputs } from './inputs.js'
import type { OsSettingsObserved } from './outputs.js'

/** What macOS must keep for itself, in MiB: Macs wired beyond it panicked (seen with less than 28 GiB kept of 512). */
export function reserveMb(memoryMb: number): number {
  return Math.min(Math.floor(memoryMb / 2), Math.max(8192, Math.floor(memoryMb * 0.05)))
}

/** Refuses a wired limit that would leave macOS too little, with the arithmetic, before any write. */
export function refuse(
  { mac, wiredLimitMb }: OsSettingsInputs,
  { memoryBytes }: OsSettingsObserved,
  _changes: readonly Change[],
): void {
  if (wiredLimitMb === undefined || wiredLimitMb === 0 || isUnknown(memoryBytes)) return
  const memory = Math.floor(memoryBytes / 2 ** 20)
  const reserve = reserveMb(memory)
  if (wiredLimitMb <= memory - reserve) return
  throw new MacTrouble('invalid', {
    mac,
    doing: 'set the wired-memory limit',
    seen: `${wiredLimitMb} MiB declared, but ${memory} MiB of memory - ${reserve} MiB for macOS = ${memory - reserve} MiB`,
    unchanged: 'Nothing was changed',
    next: `Declare at most ${memory - reserve} MiB, or \`wiredLimit: auto\``,
  })
}
