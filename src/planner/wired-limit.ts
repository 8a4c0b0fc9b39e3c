import type { Lab } from '../lab/schema.js'
import { automaticWiredLimit, ceilingBytes } from './ceiling.js'

/** The wired-memory limit that the lab gives a Mac, in MiB; undefined = leave what is there. */
export function wiredLimitMb({ macs, settings }: Lab, mac: string): number | undefined {
  const memory = macs[mac]?.memory
  if (settings.wiredLimit === 'keep') return undefined
  if (settings.wiredLimit !== 'auto') return Math.floor(settings.wiredLimit / 2 ** 20)
  return memory === undefined ? undefined : (automaticWiredLimit(memory) ?? undefined)
}

/** The most that all ranks of a Mac may need together; null when the lab does not say how much memory it has. */
export function ceilingOf(lab: Lab, mac: string): number | null {
  return ceilingBytes(lab.macs[mac]?.memory, wiredLimitMb(lab, mac))
}
