import { powerSource, type PowerNow } from '../../macos/pmset.js'
import type { Readers } from '../kind.js'
import { seenAs } from '../seen.js'
import type { Seen } from '../words.js'
import type { LaptopPowerInputs } from './inputs.js'
import type { LaptopPowerObserved } from './outputs.js'

/** Asks what a laptop runs on. It is no question of the base look: it costs a process, and desktops have mains. */
export async function observe(
  macs: Readers,
  { mac, batteryFloor }: Pick<LaptopPowerInputs, 'mac' | 'batteryFloor'>,
): Promise<LaptopPowerObserved> {
  const power = await macs.of(mac).ask(powerSource)
  return {
    mains: seenAs(power, ({ source }) => source !== 'Battery Power'),
    charged: power.known ? holds(power.value, batteryFloor) : { unknown: power.why },
  }
}

function holds({ source, battery }: PowerNow, floor: number): Seen<boolean> {
  if (battery !== null) return battery.percent >= floor
  return source === 'Battery Power' ? { unknown: 'pmset -g batt: it runs on a battery and lists none' } : true
}
