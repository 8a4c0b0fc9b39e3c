import type { Question } from '../command/question.js'
import { fileVault } from '../macos/fdesetup.js'
import { interfaces } from '../macos/ifconfig.js'
import { loginUser } from '../macos/id.js'
import { jobs } from '../macos/launchctl.js'
import { hardwarePorts, serviceInfos, serviceOrder } from '../macos/networksetup.js'
import { powerSettings } from '../macos/pmset.js'
import { storedBridges } from '../macos/preferences.js'
import { ibvDevices, ibvGids, ibvPorts, rdmaInNvram, rdmaStatus } from '../macos/rdma.js'
import { defaultInterface } from '../macos/route.js'
import { computerName } from '../macos/scutil.js'
import { storedAutomaticUpdates } from '../macos/software-update.js'
import { sshConnection } from '../macos/ssh-connection.js'
import { macosVersion } from '../macos/sw-vers.js'
import { bootTime, wiredLimit } from '../macos/sysctl.js'
import { hardware } from '../macos/system-profiler-hardware.js'
import { thunderbolt } from '../macos/system-profiler-thunderbolt.js'
import { environments } from './mlx-install/environments.js'
import { models } from './model-files/placed.js'
import { limitAtBoot } from './os-settings/wired-limit.js'
import { macRecord } from './record.js'
import { rankFiles } from './shard-deployment/files.js'

/**
 * Everything that is asked of every Mac in one exec of one script, whatever the lab declares. No question has
 * parameters, none changes anything, and none touches the GPU (sampling it while it serves has crashed Macs).
 */
export const baseLook: readonly Question<unknown>[] = [
  macRecord,
  hardware,
  macosVersion,
  bootTime,
  wiredLimit,
  fileVault,
  loginUser,
  computerName,
  powerSettings,
  storedAutomaticUpdates,
  limitAtBoot,
  thunderbolt,
  hardwarePorts,
  serviceOrder,
  serviceInfos,
  storedBridges,
  interfaces,
  defaultInterface,
  sshConnection,
  rdmaStatus,
  rdmaInNvram,
  ibvDevices,
  ibvPorts,
  ibvGids,
  jobs,
  environments,
  models,
  rankFiles,
]
