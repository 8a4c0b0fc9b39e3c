import type { MacObserved, Peer, Receptacle } from '../resources/mac/outputs.js'
import type { RdmaPort, RdmaObserved } from '../resources/rdma/outputs.js'
import type { Seen } from '../resources/words.js'

/** The Mac at the far side of a cable; `mac` is its name where it was looked at too. */
export type PeerFacts = Pick<Peer, 'name' | 'domainUuid' | 'through'> & { readonly mac: string | null }

export interface ReceptacleFacts extends Pick<Receptacle, 'number' | 'generation' | 'speedGbps' | 'domainUuid'> {
  /** The kernel's name for it, null where macOS lists none. */
  readonly interface: Seen<string | null>
  readonly peer: PeerFacts | null
  readonly rdma: { readonly device: Seen<string | null>; readonly state: Seen<string | null> }
  readonly verdict: Seen<RdmaPort['verdict']>
  readonly reason: Seen<string>
}

export interface ServiceFacts {
  readonly name: string
  readonly port: string
  readonly device: string | null
  readonly enabled: boolean
  /** How it gets its address: asked of services on Thunderbolt ports and bridges, left out for others. */
  readonly info?: Seen<object | null>
}

/** What one Mac is and prints, in the shape of `macloom facts --json`. What could not be read is `{unknown: why}`. */
export interface MacFacts {
  readonly model: MacObserved['model']
  readonly chip: MacObserved['chip']
  readonly memoryBytes: MacObserved['memoryBytes']
  readonly macos: MacObserved['macos']
  /** That of the lowest receptacle: macOS has one per receptacle and none per Mac. Null where no port tells one. */
  readonly domainUuid: Seen<string | null>
  readonly receptacles: Seen<readonly ReceptacleFacts[]>
  /** Service, stored members and members in the kernel of `bridge0`; null where there is none. */
  readonly bridge: {
    readonly service: Seen<{ readonly name: string; readonly enabled: boolean } | null>
    readonly stored: Seen<readonly string[] | null>
    readonly kernel: Seen<readonly string[] | null>
  }
  readonly services: Seen<readonly ServiceFacts[]>
  readonly rdma: Pick<RdmaObserved, 'status' | 'nvram' | 'supported'>
  /** Stored power settings by source. */
  readonly power: Seen<object>
  /** Memory that the GPU may hold; 0 leaves it to macOS. */
  readonly wiredLimitBytes: Seen<number>
}

export interface Facts {
  readonly macs: Readonly<Record<string, MacFacts>>
}
