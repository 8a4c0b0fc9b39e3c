import type { Tool } from '../world.js'
import { defaults } from './defaults.js'
import { fdesetup } from './fdesetup.js'
import { ibvDevices, ibvDevinfo } from './ibv.js'
import { ifconfig } from './ifconfig.js'
import { networksetup } from './networksetup.js'
import { plistBuddy } from './plist-buddy.js'
import { plutil } from './plutil.js'
import { pmset } from './pmset.js'
import { nvram, rdmaCtl } from './rdma-ctl.js'
import { route } from './route.js'
import { scutil } from './scutil.js'
import { swVers } from './sw-vers.js'
import { sysctl } from './sysctl.js'
import { systemProfiler } from './system-profiler.js'

/** Every stand-in of a macOS tool that prints from the world alone. */
export const macTools: readonly Tool[] = [
  defaults,
  fdesetup,
  ibvDevices,
  ibvDevinfo,
  ifconfig,
  networksetup,
  nvram,
  plistBuddy,
  plutil,
  pmset,
  rdmaCtl,
  route,
  scutil,
  swVers,
  sysctl,
  systemProfiler,
]
