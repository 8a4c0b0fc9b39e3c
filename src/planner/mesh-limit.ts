import { MAC_MODELS } from '../lab/mac-models.js'

/** MLX: MESH_MAX_PEERS and RING_MAX_CONNS (mesh_impl.h, ring_impl.h). */
export const MESH_RANKS = 8
export const RING_CABLES = 4

/** The largest mesh of RDMA that Macs like these can form. */
export interface MeshLimit {
  readonly macs: number
  /** n(n−1)/2 */
  readonly cables: number
  readonly why: string
}

/** The limits that follow from the receptacles of the models, each with its reason. */
export interface Limits {
  /** One entry, or for Macs with a receptacle beside Ethernet a second one that leaves it free. Empty where a model is not known. */
  readonly mesh: readonly MeshLimit[]
  readonly ranks: string
  readonly ring: string
}

export interface ModelledMac {
  readonly name: string
  readonly model?: string | undefined
}

/** The Mac with the fewest receptacles sets the limit: in a mesh each Mac has a cable to every other one. */
export function limitsOf(macs: readonly ModelledMac[]): Limits {
  return {
    mesh: meshLimits(macs),
    ranks: `a mesh has at most ${MESH_RANKS} ranks of MLX (MESH_MAX_PEERS)`,
    ring: `a ring takes at most ${RING_CABLES} cables per direction (RING_MAX_CONNS), and any number of Macs`,
  }
}

function meshLimits(macs: readonly ModelledMac[]): MeshLimit[] {
  const known = macs.flatMap(({ name, model }) => {
    const found = MAC_MODELS[model ?? '']
    return found?.receptacles == null ? [] : [{ ...found, receptacles: found.receptacles, mac: name }]
  })
  if (known.length < macs.length || known.length === 0) return []
  const older = known.find(({ thunderbolt }) => thunderbolt !== 5)
  if (older !== undefined) {
    return [{ macs: 1, cables: 0, why: `${older.mac} has Thunderbolt 4, and RDMA needs Thunderbolt 5` }]
  }
  const fewest = known.reduce((least, mac) => (mac.receptacles < least.receptacles ? mac : least))
  const free = known.map((mac) => ({ ...mac, usable: mac.receptacles - (mac.besideEthernet === null ? 0 : 1) }))
  const least = free.reduce((one, mac) => (mac.usable < one.usable ? mac : one))
  const all = limit(fewest.receptacles, `a ${fewest.name} has ${fewest.receptacles} receptacles`)
  if (least.usable >= fewest.receptacles) return [all]
  const cautious = `exo says that the receptacle of a ${least.name} beside Ethernet takes no RDMA, while MLX lists its device`
  return [all, limit(least.usable, cautious)]
}

function limit(receptacles: number, why: string): MeshLimit {
  const macs = Math.min(receptacles + 1, MESH_RANKS)
  return { macs, cables: cablesOfMesh(macs), why }
}

export function cablesOfMesh(macs: number): number {
  return (macs * (macs - 1)) / 2
}
