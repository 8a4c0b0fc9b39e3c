import type { FabricInputs } from '../resources/fabric/inputs.js'
import type { LinkMeasurementInputs } from '../resources/link-measurement/inputs.js'
import type { LaptopPowerInputs } from '../resources/laptop-power/inputs.js'
import type { MacInputs } from '../resources/mac/inputs.js'
import type { MlxInstallInputs } from '../resources/mlx-install/inputs.js'
import type { ModelFilesInputs } from '../resources/model-files/inputs.js'
import type { OsReleaseInputs } from '../resources/os-release/inputs.js'
import type { OsSettingsInputs } from '../resources/os-settings/inputs.js'
import type { RdmaInputs } from '../resources/rdma/inputs.js'
import type { ShardDeploymentInputs } from '../resources/shard-deployment/inputs.js'
import type { ThunderboltLinkInputs } from '../resources/thunderbolt-link/inputs.js'
import type { Finding } from '../resources/words.js'
import type { WiringVerdict } from './wiring.js'

/** Inputs of a kind as the planner fills them: everything but the readiness that only a run can know. */
type Planned<I> = Omit<I, 'needs'>

export type PlannedInputs =
  | { readonly kind: 'Mac'; readonly inputs: Planned<MacInputs> }
  | {
      readonly kind: 'OsRelease'
      readonly inputs: Omit<OsReleaseInputs, 'needs' | 'after'>
      /** Names of earlier resources that verify the Macs of earlier waves. */
      readonly after: readonly string[]
    }
  | { readonly kind: 'OsSettings'; readonly inputs: Planned<OsSettingsInputs> }
  | { readonly kind: 'LaptopPower'; readonly inputs: Planned<LaptopPowerInputs> }
  | { readonly kind: 'Fabric'; readonly inputs: Planned<FabricInputs> }
  | { readonly kind: 'Rdma'; readonly inputs: Planned<RdmaInputs> }
  | { readonly kind: 'ThunderboltLink'; readonly inputs: Planned<ThunderboltLinkInputs> }
  | { readonly kind: 'MlxInstall'; readonly inputs: Planned<MlxInstallInputs> }
  | { readonly kind: 'ModelFiles'; readonly inputs: Planned<ModelFilesInputs> }
  | { readonly kind: 'LinkMeasurement'; readonly inputs: Planned<LinkMeasurementInputs> }
  | { readonly kind: 'ShardDeployment'; readonly inputs: Planned<ShardDeploymentInputs> }

/** One resource of the lab. `needs` are names of earlier resources in the same plan. */
export type PlannedResource = PlannedInputs & { readonly name: string; readonly needs: readonly string[] }

/** A script of the lab file's `commands:` on one Mac, declared as a @pulumi/command resource. */
export interface PlannedCommand {
  readonly name: string
  readonly mac: string
  readonly needs: readonly string[]
  readonly create: string
  readonly update?: string
  readonly delete?: string
}

/** How one Mac is reached; becomes the provider's configuration. No secrets: agent or key paths. */
export interface Connection {
  readonly address: string
  readonly hostKey: string
  readonly port?: number
  readonly user?: string
  readonly identity?: string
  readonly jump?: string
  readonly jumpHostKey?: string
}

/** Where one rank of a deployment gets its memory from, in bytes. */
export interface RankFit {
  readonly mac: string
  readonly weightsBytes: number
  readonly kvBytes: number
  readonly prefillBytes: number
  readonly reserveBytes: number
  readonly ceilingBytes: number | null
  readonly fits: boolean
}

export interface DeploymentPlan {
  readonly strategy: 'tensor' | 'pipeline'
  readonly backend: 'ring'
  /** One line: why this strategy and backend. */
  readonly reason: string
  readonly ranks: readonly RankFit[]
}

/** How macOS gets to the Macs: who restarts with whom, and what serves meanwhile. */
export interface Rollout {
  readonly target: string
  readonly driver: string
  /** Who signs an update and which variable holds the password; null where nobody was declared. */
  readonly signedBy: { readonly user: string; readonly passwordFrom: string } | null
  readonly waves: readonly {
    readonly macs: readonly string[]
    /** Deployments that stop while this wave restarts. */
    readonly pauses: readonly string[]
    /** Deployments that none of these Macs takes part in. */
    readonly serves: readonly string[]
  }[]
}

/** Everything the planner computes from the lab and its lock alone, without touching a Mac. */
export interface Plan {
  readonly lab: string
  readonly connections: Readonly<Record<string, Connection>>
  readonly gone: readonly string[]
  /** Macs that may leave: the lab goes on without them. */
  readonly optional: readonly string[]
  /** Where a person finds each Mac, as far as the lab file says. */
  readonly labels: Readonly<Record<string, string>>
  /** In an order in which every resource comes after what it needs. */
  readonly resources: readonly PlannedResource[]
  readonly commands: readonly PlannedCommand[]
  readonly deployments: Readonly<Record<string, DeploymentPlan>>
  /** Endpoint of each deployment, for example http://studio-1.local:8080/v1. */
  readonly endpoints: Readonly<Record<string, string>>
  /** Replica pools: for each Mac the deployment that serves there, named in `endpoints` too. */
  readonly pools: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Subnet of each link by its key, for the lock file. */
  readonly subnets: Readonly<Record<string, string>>
  /** What the declared links form and allow. */
  readonly wiring: WiringVerdict
  readonly findings: readonly Finding[]
  /** null where the lab file asks for no more than a minimum of macOS. */
  readonly rollout: Rollout | null
}
