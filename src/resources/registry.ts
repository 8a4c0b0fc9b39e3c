import type { CommonInputs, Kind, KindName } from './kind.js'
import { fabric } from './fabric/fabric.js'
import { linkMeasurement } from './link-measurement/link-measurement.js'
import { laptopPower } from './laptop-power/laptop-power.js'
import { mac } from './mac/mac.js'
import { mlxInstall } from './mlx-install/mlx-install.js'
import { modelFiles } from './model-files/model-files.js'
import { osRelease } from './os-release/os-release.js'
import { osSettings } from './os-settings/os-settings.js'
import { rdma } from './rdma/rdma.js'
import { shardDeployment } from './shard-deployment/shard-deployment.js'
import { summary } from './summary/summary.js'
import { thunderboltLink } from './thunderbolt-link/thunderbolt-link.js'

/** Every kind there is. Adding one is its folder, its name in `KindName` (kind.ts), and one line here. */
export const KINDS: readonly Kind<CommonInputs, unknown>[] = [
  mac,
  osRelease,
  osSettings,
  laptopPower,
  fabric,
  rdma,
  thunderboltLink,
  mlxInstall,
  modelFiles,
  linkMeasurement,
  shardDeployment,
  summary,
]

/** The kind of that name, undefined when there is none. */
export function kindNamed(name: string): Kind<CommonInputs, unknown> | undefined {
  return KINDS.find((kind) => kind.name === (name as KindName))
}
