import * as pulumi from '@pulumi/pulumi'
import type { z } from 'zod'
import type { fabricInputs } from '../resources/fabric/inputs.js'
import type { linkMeasurementInputs } from '../resources/link-measurement/inputs.js'
import type { macInputs } from '../resources/mac/inputs.js'
import type { laptopPowerInputs } from '../resources/laptop-power/inputs.js'
import type { mlxInstallInputs } from '../resources/mlx-install/inputs.js'
import type { modelFilesInputs } from '../resources/model-files/inputs.js'
import type { osReleaseInputs } from '../resources/os-release/inputs.js'
import type { osSettingsInputs } from '../resources/os-settings/inputs.js'
import type { rdmaInputs } from '../resources/rdma/inputs.js'
import type { shardDeploymentInputs } from '../resources/shard-deployment/inputs.js'
import type { summaryInputs } from '../resources/summary/inputs.js'
import type { thunderboltLinkInputs } from '../resources/thunderbolt-link/inputs.js'
import type { Finding, Ready, WorkOrder } from '../resources/words.js'

/** A value any part of which may be the output of another resource. */
export type Deep<T> = pulumi.Input<
  T extends readonly (infer E)[] ? readonly Deep<E>[] : T extends object ? { readonly [K in keyof T]: Deep<T[K]> } : T
>

/** Arguments of a kind: its inputs, any part of which may be the output of another resource. */
export type Args<S extends z.ZodType> = { readonly [K in keyof z.input<S>]: Deep<z.input<S>[K]> }

/** What every kind has: its readiness for dependents, its work orders and its findings. */
export abstract class KindResource extends pulumi.CustomResource {
  declare readonly ready: pulumi.Output<Ready>
  declare readonly workOrders: pulumi.Output<WorkOrder[]>
  declare readonly findings: pulumi.Output<Finding[]>
  declare readonly observed: pulumi.Output<unknown>

  protected constructor(kind: string, name: string, args: object, options?: pulumi.CustomResourceOptions) {
    const results = { ready: undefined, workOrders: undefined, findings: undefined, observed: undefined }
    super(`macloom:index:${kind}`, name, { ...args, ...results, schema: undefined, claimed: undefined }, options)
  }
}

/** One Mac: the lab's claim on it, and the gate that refuses the wrong machine. */
export class Mac extends KindResource {
  constructor(name: string, args: Args<typeof macInputs>, options?: pulumi.CustomResourceOptions) {
    super('Mac', name, args, options)
  }
}

/** macOS of one Mac, at an exact build or a minimum; waits for a person or an MDM server where nobody else may install it. */
export class OsRelease extends KindResource {
  constructor(name: string, args: Args<typeof osReleaseInputs>, options?: pulumi.CustomResourceOptions) {
    super('OsRelease', name, args, options)
  }
}

/** Sleep, power, updates, name and wired-memory limit of one Mac. */
export class OsSettings extends KindResource {
  constructor(name: string, args: Args<typeof osSettingsInputs>, options?: pulumi.CustomResourceOptions) {
    super('OsSettings', name, args, options)
  }
}

/** Charger and battery of one laptop; what must not begin on a battery waits for it. */
export class LaptopPower extends KindResource {
  constructor(name: string, args: Args<typeof laptopPowerInputs>, options?: pulumi.CustomResourceOptions) {
    super('LaptopPower', name, args, options)
  }
}

/** Receptacles that leave the Thunderbolt bridge, with their addresses. */
export class Fabric extends KindResource {
  constructor(name: string, args: Args<typeof fabricInputs>, options?: pulumi.CustomResourceOptions) {
    super('Fabric', name, args, options)
  }
}

/** RDMA over Thunderbolt of one Mac; waits for a person where it is off. */
export class Rdma extends KindResource {
  constructor(name: string, args: Args<typeof rdmaInputs>, options?: pulumi.CustomResourceOptions) {
    super('Rdma', name, args, options)
  }
}

/** One cable between two receptacles, verified at both ends. */
export class ThunderboltLink extends KindResource {
  constructor(name: string, args: Args<typeof thunderboltLinkInputs>, options?: pulumi.CustomResourceOptions) {
    super('ThunderboltLink', name, args, options)
  }
}

/** What the links of a lab really carry, measured between the Macs themselves. */
export class LinkMeasurement extends KindResource {
  constructor(name: string, args: Args<typeof linkMeasurementInputs>, options?: pulumi.CustomResourceOptions) {
    super('LinkMeasurement', name, args, options)
  }
}

/** The MLX environment of one Mac, built from a lock with hashes. */
export class MlxInstall extends KindResource {
  constructor(name: string, args: Args<typeof mlxInstallInputs>, options?: pulumi.CustomResourceOptions) {
    super('MlxInstall', name, args, options)
  }
}

/** Verified files of one model on several Macs. */
export class ModelFiles extends KindResource {
  constructor(name: string, args: Args<typeof modelFilesInputs>, options?: pulumi.CustomResourceOptions) {
    super('ModelFiles', name, args, options)
  }
}

/** One model served by a group of ranks, proven by a generated token. */
export class ShardDeployment extends KindResource {
  constructor(name: string, args: Args<typeof shardDeploymentInputs>, options?: pulumi.CustomResourceOptions) {
    super('ShardDeployment', name, args, options)
  }
}

/** The last resource of a lab: fails the run when a Mac could not be reached, and names it. */
export class Summary extends KindResource {
  constructor(name: string, args: Args<typeof summaryInputs>, options?: pulumi.CustomResourceOptions) {
    super('Summary', name, args, options)
  }
}
