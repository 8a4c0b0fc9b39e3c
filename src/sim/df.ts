import { ok, unknown } from './said.js'
import type { SimMac, Tool } from './world.js'

const HEADER = 'Filesystem     1024-blocks       Used  Available Capacity iused       ifree %iused  Mounted on'

/** Blocks of 1024 bytes of the container that all volumes of a Mac share, so each of them shows the same free space. */
export interface Disk {
  readonly size: number
  readonly used: number
  readonly free: number
  readonly files: number
}

/** `df -k <path>`: the row of the Data volume, on which everything lies that we touch (facts 4.4). */
export const df: Tool = {
  name: 'df',
  call: ({ argv, mac }) => {
    const rest = argv.filter((word) => !['-k', '-P', '-kP', '-Pk'].includes(word))
    if (argv.length === rest.length || rest.some((word) => word.startsWith('-'))) return unknown('df', argv)
    return ok(printDisk(diskOf(mac)))
  },
}

/** A one-terabyte disk, unless the world says that more than that is free. */
function diskOf(mac: SimMac): Disk {
  const full = mac.faults['disk full']
  const free = Math.floor((full === undefined ? mac.diskFreeBytes : Number(full || 0)) / 1024)
  const size = Math.max(971_350_180, free + 100_000_000)
  return { size, free, used: size - free, files: 1_234_567 }
}

export function printDisk({ size, used, free, files }: Disk): string {
  const share = `${Math.ceil((used / (used + free)) * 100)}%`
  const numbers = [String(size).padStart(11), String(used).padStart(10), String(free).padStart(10), share.padStart(6)]
  const row = `${'/dev/disk3s5'.padEnd(14)} ${numbers.join(' ')}  ${files}  ${free * 10}    0%   /System/Volumes/Data`
  return `${HEADER}\n${row}\n`
}
