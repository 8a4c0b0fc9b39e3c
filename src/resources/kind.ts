import type { z } from 'zod'
import type { LocalFiles, Reader, Writer } from '../command/mac.js'
import type { Secret } from '../command/secret.js'
import type { Change, Finding, Ready, WorkOrder } from './words.js'

export type KindName =
  | 'Mac'
  | 'OsRelease'
  | 'OsSettings'
  | 'LaptopPower'
  | 'Fabric'
  | 'Rdma'
  | 'ThunderboltLink'
  | 'LinkMeasurement'
  | 'MlxInstall'
  | 'ModelFiles'
  | 'ShardDeployment'
  | 'Summary'

/** What every kind takes besides its own inputs: the readiness of what it builds on (edges carry data). */
export interface CommonInputs {
  readonly needs: readonly Ready[]
}

/** The Macs of the lab by name. `of` throws `invalid` for a name that is not in the connection table. */
export interface Readers {
  readonly names: readonly string[]
  /** Macs that may leave: silence of theirs is `away`, no failure. */
  readonly optional?: readonly string[]
  of(mac: string): Reader
  /** Whether a secret of that name is at hand; absent where a program has nowhere to look. */
  readonly hasSecret?: (name: string) => boolean
}

export interface Writers extends Readers {
  of(mac: string): Writer
  /** The operator's disk; absent where a program has none to offer. */
  readonly local?: LocalFiles
  /** A secret of the operator by its name, null when there is none. It goes to a Mac through stdin and nowhere else. */
  readonly secret?: (name: string) => Secret | null
}

/** What converge is handed: it carries out `changes` and decides nothing again. */
export interface Work<I, S> {
  readonly inputs: I
  readonly observed: S
  readonly changes: readonly Change[]
}

/** A type of resource: four verbs and the pure words around them. The loop that uses them is lifecycle.ts, once. */
export interface Kind<I extends CommonInputs, S> {
  readonly name: KindName
  readonly inputs: z.ZodType<I>
  readonly observed: z.ZodType<S>
  /** `kind/mac[/name]`; several Macs: `kind/name`. Never changes for one thing, whatever else in the inputs does. */
  id(inputs: I): string
  /** The Macs this resource looks at and tells. */
  macs(inputs: I): readonly string[]
  /**
   * Looks; never tells, never compares. What could not be read is `{ unknown: why }` in its place. `last` is what was seen
   * before: a hint at Macs that may still hold something of this resource though the inputs no longer name them.
   */
  observe(macs: Readers, inputs: I, last?: S | null): Promise<S>
  /** The only judge. Pure. */
  diff(inputs: I, observed: S): readonly Change[]
  /** What is wrong beyond what converge can mend, most dangerous first. Pure. */
  findings(inputs: I, observed: S): readonly Finding[]
  /** What only a person can do, for the changes of risk `needs a person`. Pure. */
  workOrders(inputs: I, observed: S): readonly WorkOrder[]
  /** Lets what an earlier run has left under way come to its end, before the look that a converge goes by. */
  recover?(macs: Writers, inputs: I): Promise<void>
  /** Carries out the changes that need no person. */
  converge(macs: Writers, work: Work<I, S>): Promise<void>
  /**
   * Gives back what was found. Succeeds when there is nothing to give back. `names` are the Macs to give back: those of
   * the inputs that are not gone for good, and others that still hold something of this resource; default: all of the inputs.
   */
  release(macs: Writers, inputs: I, observed: S, names?: readonly string[]): Promise<void>
  /** The inputs as the Macs have them, in the keys that `inputs` has: what drift looks like in a preview. Pure. */
  mirror(inputs: I, observed: S): I
  /** The inputs of a thing that already exists, from its id alone (pulumi import). Throws `precondition` when there is none. */
  adopt(macs: Readers, id: string): Promise<I>
  /** What this resource has established, digested into `ready.generation`; a change of it wakes dependents. Pure. */
  establishes(inputs: I, observed: S): unknown
  /** Throws when the world is not as it must be for these changes; called before any write. Pure. */
  refuse?(inputs: I, observed: S, changes: readonly Change[]): void
  /** Sentences about what could not be read and matters; default: every unknown value in `observed`. Pure. */
  doubts?(inputs: I, observed: S): readonly string[]
  /** What it has on one Mac is nothing to the others: where one is silent, they give it back all the same. */
  readonly apart?: boolean
  /** Converges the Macs that answer although another one does not (or a need of it is unreachable). */
  readonly partial?: boolean
  /** Its needs only say what it comes after: it looks for itself what can be done, and none of them holds it. */
  readonly follows?: boolean
}
