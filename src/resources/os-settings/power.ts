import type { PowerSettings } from '../../macos/pmset.js'
import type { Idle } from './inputs.js'

/** A setting of pmset: our name, its key, and how its text becomes a value and back. */
interface PowerSetting<K extends string, V> {
  readonly setting: K
  readonly key: string
  readonly read: (text: string) => V
  readonly write: (value: V) => string
}

const idle = <K extends string>(setting: K, key: string): PowerSetting<K, Idle> => ({
  setting,
  key,
  read: (text) => (text === '0' ? 'never' : Number(text)),
  write: (value) => (value === 'never' ? '0' : String(value)),
})

const flag = <K extends string>(setting: K, key: string): PowerSetting<K, boolean> => ({
  setting,
  key,
  read: (text) => text === '1',
  write: (value) => (value ? '1' : '0'),
})

/** Minutes of idleness until something sleeps; pmset writes never as 0. */
export const IDLE = [
  idle('sleep', 'sleep'),
  idle('displaySleep', 'displaysleep'),
  idle('diskSleep', 'disksleep'),
] as const

/** Switches; a model without the setting does not list its key. */
export const FLAGS = [flag('restartAfterPowerLoss', 'autorestart'), flag('wakeOnNetwork', 'womp')] as const

/** The stored text of a key while on mains; a laptop's battery values are its user's and stay. */
export function onMains(settings: PowerSettings, key: string): string | null {
  return settings['AC Power'][key] ?? null
}
