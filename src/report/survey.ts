import type { FabricObserved } from '../resources/fabric/outputs.js'
import type { MacObserved } from '../resources/mac/outputs.js'
import type { OsSettingsObserved } from '../resources/os-settings/outputs.js'
import type { RdmaObserved } from '../resources/rdma/outputs.js'
import type { LinkEnd } from '../resources/thunderbolt-link/inputs.js'
import type { Change, Finding, WorkOrder } from '../resources/words.js'

/** A cable between two of the Macs that were looked at. */
export interface SurveyedCable {
  readonly ends: readonly [LinkEnd, LinkEnd]
  /** The slower of what both ends negotiated, null when neither says. */
  readonly gbps: number | null
  readonly through: 'direct' | 'hub' | 'dock'
}

/** A plug that leads to no Mac of this look. */
export interface LoosePlug {
  readonly plug: LinkEnd
  readonly what: string
}

/** Whether a Mac could join a lab as it is now, with the reasons against it or what to know before. */
export interface Joining {
  readonly can: boolean
  readonly why: readonly string[]
}

/** One Mac as it was found. Parts are null when it could not be looked at; `unseen` then says why. */
export interface SurveyedMac {
  readonly name: string
  /** As it was typed. */
  readonly typed: string
  readonly unseen: string | null
  readonly modelName: string | null
  readonly mac: MacObserved | null
  readonly settings: OsSettingsObserved | null
  readonly network: FabricObserved | null
  readonly rdma: RdmaObserved | null
  /** What a lab with the settings of `macloom` would change here. */
  readonly changes: readonly Change[]
  readonly joining: Joining
}

/** Macs looked at together, without a lab file and without changing one of them. */
export interface Survey {
  readonly macs: readonly SurveyedMac[]
  readonly cables: readonly SurveyedCable[]
  readonly loose: readonly LoosePlug[]
  /** Most dangerous first. */
  readonly findings: readonly Finding[]
  readonly workOrders: readonly WorkOrder[]
}
