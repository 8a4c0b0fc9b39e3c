import type { Tool } from '../world.js'
import { defaults } from './defaults.js'
import { diskutil } from './diskutil.js'
import { fdesetup } from './fdesetup.js'
import { ioclasscount, mdutil, socketfilterfw, tmutil } from './housekeeping.js'
import { ibvDevices, ibvDevinfo } from './ibv.js'
import { ifconfig } from './ifconfig.js'
import { ipconfig } from './ipconfig.js'
import { arp, ndp } from './neighbours.js'
import { networksetup } from './networksetup.js'
import { ping, ping6 } from './ping.js'
import { plistBuddy } from './plist-buddy.js'
import { plutil } from './plutil.js'
import { pmset } from './pmset.js'
import { profiles } from './profiles.js'
import { nvram, rdmaCtl } from './rdma-ctl.js'
import { route } from './route.js'
import { scutil } from './scutil.js'
import { shutdown } from './shutdown.js'
import { softwareupdate } from './softwareupdate.js'
import { startosinstall } from './startosinstall.js'
import { swVers } from './sw-vers.js'
import { sysctl } from './sysctl.js'
import { systemProfiler } from './system-profiler.js'
import { systemsetup } from './systemsetup.js'

/** Every stand-in of a macOS tool that prints from the world alone. */
export const macTools: readonly Tool[] = [
  arp,
  defaults,
  diskutil,
  fdesetup,
  ibvDevices,
  ibvDevinfo,
  ifconfig,
  ioclasscount,
  ipconfig,
  mdutil,
  ndp,
  networksetup,
  nvram,
  ping,
  ping6,
  plistBuddy,
  plutil,
  pmset,
  profiles,
  rdmaCtl,
  route,
  scutil,
  shutdown,
  socketfilterfw,
  softwareupdate,
  startosinstall,
  swVers,
  sysctl,
  systemProfiler,
  systemsetup,
  tmutil,
]
