import type { Hardware } from '../../macos/system-profiler-hardware.js'

/** Whether a Mac has a lid and a battery: `machine_name` is the family name, and every laptop's begins with MacBook. */
export function isLaptop({ machineName }: Pick<Hardware, 'machineName'>): boolean {
  return machineName.startsWith('MacBook')
}
