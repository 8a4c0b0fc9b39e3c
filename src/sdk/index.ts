export { Lab, requireReady } from './lab.js'
export { Provider, type ProviderArgs } from './provider.js'
export {
  type Args,
  Fabric,
  KindResource,
  LinkMeasurement,
  Mac,
  MlxInstall,
  ModelFiles,
  OsRelease,
  OsSettings,
  Rdma,
  ShardDeployment,
  Summary,
  ThunderboltLink,
} from './resources.js'
export type { Change, Finding, Ready, WorkOrder } from '../resources/words.js'
