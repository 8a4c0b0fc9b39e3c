import * as pulumi from '@pulumi/pulumi'
import type { Connection } from '../planner/plan.js'

export interface ProviderArgs {
  /** How each Mac is reached, by the name that resources use. No secrets: agent or key paths. */
  readonly connections: pulumi.Input<Readonly<Record<string, Connection>>>
  /** Macs that will never come back: their resources are forgotten with a warning. */
  readonly gone?: pulumi.Input<readonly string[]>
  /** Macs that may leave: silence of theirs is `away`, and fails no run. */
  readonly optional?: pulumi.Input<readonly string[]>
}

/** The provider with the connection table of one lab. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, options?: pulumi.ResourceOptions) {
    // Provider inputs are strings on the wire; refresh and destroy read them back from the state.
    const connections = pulumi.output(args.connections).apply((table) => JSON.stringify(table))
    const gone = pulumi.output(args.gone ?? []).apply((names) => JSON.stringify(names))
    const optional = pulumi.output(args.optional ?? []).apply((names) => JSON.stringify(names))
    super('macloom', name, { connections, gone, optional }, options)
  }
}
