import { isLaptop } from '../lab/mac-models.js'
import type { Lab } from '../lab/schema.js'
import { powerName } from './names.js'
import type { PlannedResource } from './plan.js'

/** Whether what is risky on a Mac waits for its charger: by its declared model, since the plan asks no Mac. */
export function waitsForCharger({ macs, laptops }: Lab, mac: string): boolean {
  return laptops.mains === 'required' && isLaptop(macs[mac]?.model)
}

/** The charger of a laptop as something to wait for. */
export function laptopPower(lab: Lab, mac: string): PlannedResource[] {
  if (!waitsForCharger(lab, mac)) return []
  const inputs = { mac, batteryFloor: lab.laptops.batteryFloor }
  return [{ kind: 'LaptopPower', name: powerName(mac), needs: [mac], inputs }]
}

/** The settings that only a laptop has. */
export function lidSettings({ macs, laptops }: Lab, mac: string): { readonly sleepWhenClosed?: false } {
  return laptops.lid === 'may close' && isLaptop(macs[mac]?.model) ? { sleepWhenClosed: false } : {}
}
